using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Fs;

namespace MgrPlatform.Wire.Messages.Fs;

/// <summary>The names of the file systems, to clients.</summary>
public sealed record MFSMapUser(uint Epoch, FsMapUser Map) : Message, IMessage<MFSMapUser>
{
    public static MessageKind KindOf => new(MessageType.FsMapUser, 1);

    public override MessageKind Kind => KindOf;

    public static MFSMapUser Decode(ref WireReader front, ushort version)
    {
        var epoch = front.ReadUInt32();
        var map = front.Read<FsMapUser>();
        return new MFSMapUser(epoch, map);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt32(Epoch);
        writer.Write(Map);
    }
}
