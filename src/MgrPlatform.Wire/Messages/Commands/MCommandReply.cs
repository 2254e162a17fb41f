using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Commands;

/// <summary>Answers <see cref="MCommand"/>; output is in the data segment.</summary>
public sealed record MCommandReply(int Result, string Status) : Message, IMessage<MCommandReply>
{
    public static MessageKind KindOf => new(MessageType.CommandReply, 1);

    public override MessageKind Kind => KindOf;

    public static MCommandReply Decode(ref WireReader front, ushort version)
    {
        var result = front.ReadInt32();
        var status = front.ReadString();
        return new MCommandReply(result, status);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteInt32(Result);
        writer.WriteString(Status);
    }
}
