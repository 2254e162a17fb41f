using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Fs;

namespace MgrPlatform.Wire.Messages.Fs;

/// <summary>The map of all file systems, to managers.</summary>
public sealed record MFSMap(uint Epoch, FsMap Map) : Message, IMessage<MFSMap>
{
    public static MessageKind KindOf => new(MessageType.FsMap, 1);

    public override MessageKind Kind => KindOf;

    public static MFSMap Decode(ref WireReader front, ushort version)
    {
        var epoch = front.ReadUInt32();
        var map = front.Read<FsMap>();
        return new MFSMap(epoch, map);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt32(Epoch);
        writer.Write(Map);
    }
}
