using System.Buffers.Binary;
using System.Numerics;

namespace MgrPlatform.Wire.Frames;

/// <summary>
/// Castagnoli's checksum as Ceph uses it: the caller gives the seed, and nothing is inverted at the end.
/// The processor computes it where it can.
/// </summary>
public static class Crc32C
{
    /// <summary>The seed of a segment's checksum, and so the checksum of no bytes.</summary>
    public const uint SegmentSeed = 0xffffffff;

    public const uint PreambleSeed = 0;

    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }
}
