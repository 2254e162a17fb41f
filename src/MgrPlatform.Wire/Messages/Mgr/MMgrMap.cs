using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>The mgrmap, to whoever subscribed to <c>mgrmap</c>.</summary>
public sealed record MMgrMap(MgrMap Map) : Message, IMessage<MMgrMap>
{
    public static MessageKind KindOf => new(MessageType.MgrMap, 1);

    public override MessageKind Kind => KindOf;

    public static MMgrMap Decode(ref WireReader front, ushort version) => new(front.Read<MgrMap>());

    public override void EncodeFront(WireWriter writer) => writer.Write(Map);
}
