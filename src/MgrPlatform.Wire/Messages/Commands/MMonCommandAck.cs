using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Commands;

/// <summary>Answers <see cref="MMonCommand"/>; output is in the data segment.</summary>
/// <param name="Result">Zero or more, or a negative errno.</param>
/// <param name="Command">The question again.</param>
public sealed record MMonCommandAck(ulong PaxosVersion, int Result, string Status, IReadOnlyList<string> Command)
    : Message, IMessage<MMonCommandAck>
{
    public static MessageKind KindOf => new(MessageType.MonCommandAck, 1);

    public override MessageKind Kind => KindOf;

    public static MMonCommandAck Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var result = front.ReadInt32();
        var status = front.ReadString();
        var command = front.ReadList(Codecs.String);
        return new MMonCommandAck(paxosVersion, result, status, command);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteInt32(Result);
        writer.WriteString(Status);
        writer.WriteList(Command, Codecs.String);
    }
}
