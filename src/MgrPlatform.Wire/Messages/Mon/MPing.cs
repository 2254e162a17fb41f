using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>Asks a monitor whether it lives; the answer is the same message with a text.</summary>
/// <param name="Answer">JSON with the keys <c>health</c> and <c>mon_status</c>; absent in the question.</param>
public sealed record MPing(string? Answer) : Message, IMessage<MPing>
{
    public static MessageKind KindOf => new(MessageType.Ping, 1);

    public override MessageKind Kind => KindOf;

    public static MPing Decode(ref WireReader front, ushort version) => new(front.AtEnd ? null : front.ReadString());

    public override void EncodeFront(WireWriter writer)
    {
        if (Answer is not null)
        {
            writer.WriteString(Answer);
        }
    }
}
