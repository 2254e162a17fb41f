using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Commands;

/// <summary>Answers <see cref="MMgrCommand"/>; output is in the data segment.</summary>
public sealed record MMgrCommandReply(int Result, string Status) : Message, IMessage<MMgrCommandReply>
{
    public static MessageKind KindOf => new(MessageType.MgrCommandReply, 1);

    public override MessageKind Kind => KindOf;

    public static MMgrCommandReply Decode(ref WireReader front, ushort version)
    {
        var result = front.ReadInt32();
        var status = front.ReadString();
        return new MMgrCommandReply(result, status);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteInt32(Result);
        writer.WriteString(Status);
    }
}
