using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>The leader's answer to an <see cref="MForward"/>, for the peon to hand to its client.</summary>
/// <param name="Reply">Absent when the client gets none.</param>
/// <param name="SendOsdMapFrom">If not zero, the client is sent the OSD maps from this epoch on.</param>
public sealed record MRoute(ulong ForwardId, EnclosedMessage? Reply, uint SendOsdMapFrom) : Message, IMessage<MRoute>
{
    private const ushort CurrentVersion = 3;

    public static MessageKind KindOf => new(MessageType.Route, CurrentVersion, CurrentVersion);

    public override MessageKind Kind => KindOf;

    public static MRoute Decode(ref WireReader front, ushort version)
    {
        var forwardId = front.ReadUInt64();
        front.Read<EntityInstance>(); // Once the client's name and address.
        front.Read<EntityAddress>();
        var reply = front.ReadOptional(Codecs.Of<EnclosedMessage>());
        var sendOsdMapFrom = front.ReadUInt32();
        return new MRoute(forwardId, reply, sendOsdMapFrom);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt64(ForwardId);
        writer.Write(default(EntityInstance));
        writer.Write(EntityAddress.None);
        writer.WriteOptional(Reply, Codecs.Of<EnclosedMessage>());
        writer.WriteUInt32(SendOsdMapFrom);
    }
}
