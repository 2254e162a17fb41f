using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>What only the monitors know and the active manager needs, every five seconds: two JSON documents.</summary>
public sealed record MMgrDigest(string MonStatus, string Health) : Message, IMessage<MMgrDigest>
{
    public static MessageKind KindOf => new(MessageType.MgrDigest, 1);

    public override MessageKind Kind => KindOf;

    public static MMgrDigest Decode(ref WireReader front, ushort version)
    {
        var monStatus = front.ReadString();
        var health = front.ReadString();
        return new MMgrDigest(monStatus, health);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteString(MonStatus);
        writer.WriteString(Health);
    }
}
