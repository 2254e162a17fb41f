using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>A monitor that is far behind copies another's store.</summary>
/// <param name="Cookie">Names the copying; from the provider.</param>
/// <param name="Chunk">A store transaction, as its bytes.</param>
public sealed record MMonSync(
    MonSyncOperation Operation,
    ulong Cookie,
    ulong LastCommitted,
    string LastPrefix,
    string LastKey,
    byte[] Chunk,
    EntityInstance ReplyTo,
    EntityAddress ReplyAddress) : Message, IMessage<MMonSync>
{
    private const ushort CurrentVersion = 2;

    public static MessageKind KindOf => new(MessageType.MonSync, CurrentVersion, CurrentVersion);

    public override MessageKind Kind => KindOf;

    public static MMonSync Decode(ref WireReader front, ushort version)
    {
        var operation = (MonSyncOperation)front.ReadUInt32();
        var cookie = front.ReadUInt64();
        var lastCommitted = front.ReadUInt64();
        var lastPrefix = front.ReadString();
        var lastKey = front.ReadString();
        var chunk = front.ReadBlob();
        var replyTo = front.Read<EntityInstance>();
        var replyAddress = front.Read<EntityAddress>();
        return new MMonSync(operation, cookie, lastCommitted, lastPrefix, lastKey, chunk, replyTo, replyAddress);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt32((uint)Operation);
        writer.WriteUInt64(Cookie);
        writer.WriteUInt64(LastCommitted);
        writer.WriteString(LastPrefix);
        writer.WriteString(LastKey);
        writer.WriteBlob(Chunk);
        writer.Write(ReplyTo);
        writer.Write(ReplyAddress);
    }
}
