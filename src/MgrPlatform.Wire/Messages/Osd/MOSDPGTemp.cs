using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>An OSD asks that others serve some placement groups while data moves.</summary>
/// <param name="Epoch">The map by which it asks.</param>
/// <param name="Groups">By group the OSDs that are to serve it; an empty list for those that the map says without exceptions.</param>
/// <param name="Forced">Even where the map says so already.</param>
public sealed record MOSDPGTemp(ulong PaxosVersion, uint Epoch, IReadOnlyDictionary<PgId, int[]> Groups, bool Forced)
    : Message, IMessage<MOSDPGTemp>
{
    private const ushort ForcedVersion = 2;

    private static readonly Codec<int[]> Osds = Codecs.List(Codecs.Int32);

    public static MessageKind KindOf => new(MessageType.OsdPgTemp, ForcedVersion);

    public override MessageKind Kind => KindOf;

    public static MOSDPGTemp Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var epoch = front.ReadUInt32();
        var groups = front.ReadMap(Codecs.Of<PgId>(), Osds);
        var forced = version >= ForcedVersion && front.ReadBool();
        return new MOSDPGTemp(paxosVersion, epoch, groups, forced);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUInt32(Epoch);
        writer.WriteMap(Groups, Codecs.Of<PgId>(), Osds);
        writer.WriteBool(Forced);
    }
}
