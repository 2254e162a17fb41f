using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Commands;

/// <summary>A command for the active manager; input is in the data segment.</summary>
/// <param name="Fsid">Often zero.</param>
public sealed record MMgrCommand(Guid Fsid, IReadOnlyList<string> Command) : Message, IMessage<MMgrCommand>
{
    public static MessageKind KindOf => new(MessageType.MgrCommand, 1);

    public override MessageKind Kind => KindOf;

    public static MMgrCommand Decode(ref WireReader front, ushort version)
    {
        var fsid = front.ReadUuid();
        var command = front.ReadList(Codecs.String);
        return new MMgrCommand(fsid, command);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUuid(Fsid);
        writer.WriteList(Command, Codecs.String);
    }
}
