using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mon;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>The monmap, answer to <see cref="MMonGetMap"/> and to a subscription to <c>monmap</c>.</summary>
public sealed record MMonMap(MonMap Map) : Message, IMessage<MMonMap>
{
    public static MessageKind KindOf => new(MessageType.MonMap, 1);

    public override MessageKind Kind => KindOf;

    public static MMonMap Decode(ref WireReader front, ushort version) => new(front.ReadBlob(static (ref r) => r.Read<MonMap>()));

    public override void EncodeFront(WireWriter writer) => writer.WriteBlob(Map, static (w, map) => map.Encode(w));
}
