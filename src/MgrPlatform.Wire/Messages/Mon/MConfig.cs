using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>The options that the monitors hold for the receiver, resolved for it alone. Sent even when there are none.</summary>
public sealed record MConfig(IReadOnlyDictionary<string, string> Options) : Message, IMessage<MConfig>
{
    public static MessageKind KindOf => new(MessageType.Config, 1);

    public override MessageKind Kind => KindOf;

    public static MConfig Decode(ref WireReader front, ushort version) => new(front.ReadMap(Codecs.String, Codecs.String));

    public override void EncodeFront(WireWriter writer) => writer.WriteMap(Options, Codecs.String, Codecs.String);
}
