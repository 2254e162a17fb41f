using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Fs;

namespace MgrPlatform.Wire.Messages.Fs;

/// <summary>The map of one file system, to its metadata servers and clients.</summary>
public sealed record MMDSMap(Guid Fsid, uint Epoch, MdsMap Map, string FsName) : Message, IMessage<MMDSMap>
{
    private const ushort FsNameVersion = 2;

    public static MessageKind KindOf => new(MessageType.MdsMap, FsNameVersion);

    public override MessageKind Kind => KindOf;

    public static MMDSMap Decode(ref WireReader front, ushort version)
    {
        var fsid = front.ReadUuid();
        var epoch = front.ReadUInt32();
        var map = front.ReadBlob(static (ref r) => r.Read<MdsMap>());
        var fsName = version >= FsNameVersion ? front.ReadString() : "";
        return new MMDSMap(fsid, epoch, map, fsName);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUuid(Fsid);
        writer.WriteUInt32(Epoch);
        writer.WriteBlob(Map, static (w, map) => map.Encode(w));
        writer.WriteString(FsName);
    }
}
