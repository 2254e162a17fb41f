using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>From which version on something is wanted; 0 for the newest now.</summary>
public readonly record struct Subscription(ulong Start, SubscriptionFlags Flags = SubscriptionFlags.None) : IWireType<Subscription>
{
    public static int MinimumSize => 9;

    public static Subscription Decode(ref WireReader reader)
    {
        var start = reader.ReadUInt64();
        var flags = (SubscriptionFlags)reader.ReadByte();
        return new Subscription(start, flags);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt64(Start);
        writer.WriteByte((byte)Flags);
    }
}
