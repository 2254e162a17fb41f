using System.Buffers.Binary;

namespace MgrPlatform.Wire.Tests.Fuzzing;

/// <summary>Damages bytes in the ways that find faults in decoders; the same seed damages in the same way.</summary>
internal static class Mutation
{
    private static readonly uint[] Telling = [0, 1, 2, 0x7f, 0x80, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

    public static byte[] Of(ReadOnlySpan<byte> original, Random random)
    {
        var bytes = original.ToArray();
        for (var rounds = random.Next(1, 4); rounds > 0 && bytes.Length > 0; rounds--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2 when at + 4 <= bytes.Length:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), Telling[random.Next(Telling.Length)]);
                    break;
                case 3 when at + 4 <= bytes.Length:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), (uint)random.Next(bytes.Length * 2));
                    break;
                case 4:
                    bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 9))..]];
                    break;
                case 5:
                    var copied = bytes[at..Math.Min(bytes.Length, at + random.Next(1, 33))];
                    bytes = [.. bytes[..at], .. copied, .. bytes[at..]];
                    break;
                default:
                    bytes[at] = 0xff;
                    break;
            }
        }

        return bytes;
    }
}
