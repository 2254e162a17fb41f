using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>A peon hands a client's request to the leader.</summary>
/// <param name="ForwardId">The answer, an <see cref="MRoute"/>, repeats it.</param>
/// <param name="Caps">What the client may do, as its key says it: <c>allow profile mgr</c>.</param>
/// <param name="ConnectionFeatures">What the client understands.</param>
public sealed record MForward(
    ulong ForwardId,
    EntityType ClientType,
    EntityAddressVector ClientAddresses,
    EntityAddress ClientSocketAddress,
    string Caps,
    EnclosedMessage Request,
    Features ConnectionFeatures,
    EntityName EntityName) : Message, IMessage<MForward>
{
    private const ushort CurrentVersion = 4;
    private const byte CapsVersion = 4;

    public static MessageKind KindOf => new(MessageType.Forward, CurrentVersion, CurrentVersion);

    public override MessageKind Kind => KindOf;

    public static MForward Decode(ref WireReader front, ushort version)
    {
        var forwardId = front.ReadUInt64();
        var clientType = (EntityType)front.ReadByte();
        var addresses = front.Read<EntityAddressVector>();
        var socketAddress = front.Read<EntityAddress>();
        var scope = front.BeginStruct(CapsVersion);
        var caps = front.ReadString();
        front.EndStruct(scope);
        var request = front.Read<EnclosedMessage>();
        var features = (Features)front.ReadUInt64();
        var name = front.Read<EntityName>();
        return new MForward(forwardId, clientType, addresses, socketAddress, caps, request, features, name);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt64(ForwardId);
        writer.WriteByte((byte)ClientType);
        writer.Write(ClientAddresses);
        writer.Write(ClientSocketAddress);
        var scope = writer.BeginStruct(CapsVersion, CapsVersion);
        writer.WriteString(Caps);
        writer.EndStruct(scope);
        writer.Write(Request);
        writer.WriteUInt64((ulong)ConnectionFeatures);
        writer.Write(EntityName);
    }
}
