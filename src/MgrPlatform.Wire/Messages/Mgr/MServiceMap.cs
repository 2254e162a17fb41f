using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Service;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>The service map, to whoever subscribed to <c>servicemap</c>.</summary>
public sealed record MServiceMap(ServiceMap Map) : Message, IMessage<MServiceMap>
{
    public static MessageKind KindOf => new(MessageType.ServiceMap, 1);

    public override MessageKind Kind => KindOf;

    public static MServiceMap Decode(ref WireReader front, ushort version) => new(front.Read<ServiceMap>());

    public override void EncodeFront(WireWriter writer) => writer.Write(Map);
}
