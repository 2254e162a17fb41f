using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>OSD maps by epoch, whole or as changes. They stay bytes here: whoever has newer ones need not decode them.</summary>
/// <param name="Incrementals">By epoch an <see cref="OsdMapIncremental"/>.</param>
/// <param name="Maps">By epoch an <see cref="OsdMap"/>.</param>
/// <param name="Oldest">The oldest epoch that the monitors keep.</param>
/// <param name="GapRemovedSnaps">Snapshots that were removed in epochs which the monitors no longer have.</param>
public sealed record MOSDMap(
    Guid Fsid,
    IReadOnlyDictionary<uint, byte[]> Incrementals,
    IReadOnlyDictionary<uint, byte[]> Maps,
    uint Oldest,
    uint Newest,
    IReadOnlyDictionary<long, SnapInterval[]> GapRemovedSnaps) : Message, IMessage<MOSDMap>
{
    private const ushort RangeVersion = 2;
    private const ushort GapVersion = 4;
    private const ushort OldestReaderVersion = 3;

    public static MessageKind KindOf => new(MessageType.OsdMap, GapVersion, OldestReaderVersion);

    public override MessageKind Kind => KindOf;

    public static MOSDMap Decode(ref WireReader front, ushort version)
    {
        var fsid = front.ReadUuid();
        var incrementals = front.ReadMap(Codecs.UInt32, Codecs.Blob);
        var maps = front.ReadMap(Codecs.UInt32, Codecs.Blob);
        var oldest = version >= RangeVersion ? front.ReadUInt32() : 0;
        var newest = version >= RangeVersion ? front.ReadUInt32() : 0;
        IReadOnlyDictionary<long, SnapInterval[]> gap = version >= GapVersion
            ? front.ReadMap(Codecs.Int64, OsdMapCodecs.Snaps)
            : ReadOnlyDictionary<long, SnapInterval[]>.Empty;
        return new MOSDMap(fsid, incrementals, maps, oldest, newest, gap);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUuid(Fsid);
        writer.WriteMap(Incrementals, Codecs.UInt32, Codecs.Blob);
        writer.WriteMap(Maps, Codecs.UInt32, Codecs.Blob);
        writer.WriteUInt32(Oldest);
        writer.WriteUInt32(Newest);
        writer.WriteMap(GapRemovedSnaps, Codecs.Int64, OsdMapCodecs.Snaps);
    }
}
