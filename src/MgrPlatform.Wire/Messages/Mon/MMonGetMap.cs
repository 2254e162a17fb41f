using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>Asks for the monmap; every client's first message.</summary>
public sealed record MMonGetMap : Message, IMessage<MMonGetMap>
{
    public static MessageKind KindOf => new(MessageType.MonGetMap, 1);

    public override MessageKind Kind => KindOf;

    public static MMonGetMap Decode(ref WireReader front, ushort version) => new();

    public override void EncodeFront(WireWriter writer)
    {
    }
}
