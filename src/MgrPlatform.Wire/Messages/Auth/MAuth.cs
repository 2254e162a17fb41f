using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Auth;

/// <summary>A request of cephx on a session that stands: renew tickets, or send rotating keys.</summary>
/// <param name="Payload">Begins with the request's number; the types of the Cephx folder read it.</param>
public sealed record MAuth(ulong PaxosVersion, uint Protocol, byte[] Payload, uint MonMapEpoch) : Message, IMessage<MAuth>
{
    public static MessageKind KindOf => new(MessageType.Auth, 1);

    public override MessageKind Kind => KindOf;

    public static MAuth Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var protocol = front.ReadUInt32();
        var payload = front.ReadBlob();
        var monMapEpoch = front.AtEnd ? 0 : front.ReadUInt32();
        return new MAuth(paxosVersion, protocol, payload, monMapEpoch);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUInt32(Protocol);
        writer.WriteBlob(Payload);
        writer.WriteUInt32(MonMapEpoch);
    }
}
