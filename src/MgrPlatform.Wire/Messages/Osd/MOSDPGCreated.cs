using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>A placement group that was to be created is active.</summary>
public sealed record MOSDPGCreated(ulong PaxosVersion, PgId Pg) : Message, IMessage<MOSDPGCreated>
{
    public static MessageKind KindOf => new(MessageType.OsdPgCreated, 1);

    public override MessageKind Kind => KindOf;

    public static MOSDPGCreated Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var pg = front.Read<PgId>();
        return new MOSDPGCreated(paxosVersion, pg);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.Write(Pg);
    }
}
