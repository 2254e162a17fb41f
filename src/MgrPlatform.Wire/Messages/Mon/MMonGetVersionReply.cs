using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>Answers <see cref="MMonGetVersion"/>.</summary>
public sealed record MMonGetVersionReply(ulong Handle, ulong Newest, ulong Oldest) : Message, IMessage<MMonGetVersionReply>
{
    private const ushort OldestVersion = 2;

    public static MessageKind KindOf => new(MessageType.MonGetVersionReply, OldestVersion, OldestVersion);

    public override MessageKind Kind => KindOf;

    public static MMonGetVersionReply Decode(ref WireReader front, ushort version)
    {
        var handle = front.ReadUInt64();
        var newest = front.ReadUInt64();
        var oldest = version >= OldestVersion ? front.ReadUInt64() : 0;
        return new MMonGetVersionReply(handle, newest, oldest);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt64(Handle);
        writer.WriteUInt64(Newest);
        writer.WriteUInt64(Oldest);
    }
}
