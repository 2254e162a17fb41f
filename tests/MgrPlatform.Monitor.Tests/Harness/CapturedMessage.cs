using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages;

namespace MgrPlatform.Monitor.Tests.Harness;

/// <summary>A message of a real daemon, encoded.</summary>
internal sealed record CapturedMessage(string File, MessageType Type, ushort Version, ushort OldestReader, byte[] Front, byte[] Data)
{
    /// <summary>Changed somewhere: bytes turned, numbers made large, its end cut off or doubled. May still be the same.</summary>
    public CapturedMessage Damage(Random random)
    {
        var front = (byte[])Front.Clone();
        for (var changes = random.Next(4); changes > 0 && front.Length > 0; changes--)
        {
            var at = random.Next(front.Length);
            switch (random.Next(5))
            {
                case 0:
                    front[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    front[at] = (byte)random.Next(256);
                    break;
                case 2:
                    front.AsSpan(at, Math.Min(random.Next(1, 9), front.Length - at)).Fill(random.Next(2) == 0 ? (byte)0 : (byte)0xff);
                    break;
                case 3:
                    front = front[..at];
                    break;
                default:
                    front = [.. front, .. front[at..]];
                    break;
            }
        }

        return this with { Front = front };
    }

    /// <summary>Null when the bytes break the format: such a message never reaches a monitor.</summary>
    public Message? Decode()
    {
        try
        {
            return MessageCodec.Decode(Type, Version, OldestReader, Front, default, Data);
        }
        catch (WireFormatException)
        {
            return null;
        }
    }
}
