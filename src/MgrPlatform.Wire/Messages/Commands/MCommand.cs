using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Commands;

/// <summary>A command for one daemon, also for a monitor or manager that is named; input is in the data segment.</summary>
public sealed record MCommand(Guid Fsid, IReadOnlyList<string> Command) : Message, IMessage<MCommand>
{
    public static MessageKind KindOf => new(MessageType.Command, 1);

    public override MessageKind Kind => KindOf;

    public static MCommand Decode(ref WireReader front, ushort version)
    {
        var fsid = front.ReadUuid();
        var command = front.ReadList(Codecs.String);
        return new MCommand(fsid, command);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUuid(Fsid);
        writer.WriteList(Command, Codecs.String);
    }
}
