using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages;

/// <summary>A message of a kind that this project has no use for, as it came.</summary>
public sealed record UnknownMessage(MessageKind Header, ReadOnlyMemory<byte> Front, ReadOnlyMemory<byte> Middle) : Message
{
    public override MessageKind Kind => Header;

    public override void EncodeFront(WireWriter writer) => writer.WriteBytes(Front.Span);
}
