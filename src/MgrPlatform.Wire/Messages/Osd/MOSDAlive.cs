using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>An OSD asks that the map says it was alive up to an epoch.</summary>
/// <param name="PaxosVersion">The epoch of its map.</param>
public sealed record MOSDAlive(ulong PaxosVersion, uint Want) : Message, IMessage<MOSDAlive>
{
    public static MessageKind KindOf => new(MessageType.OsdAlive, 1);

    public override MessageKind Kind => KindOf;

    public static MOSDAlive Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var want = front.ReadUInt32();
        return new MOSDAlive(paxosVersion, want);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUInt32(Want);
    }
}
