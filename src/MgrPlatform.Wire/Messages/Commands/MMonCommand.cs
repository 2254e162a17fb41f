using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Commands;

/// <summary>A command for the monitors; input is in the data segment.</summary>
/// <param name="Command">One string, a JSON object with the key <c>prefix</c>.</param>
public sealed record MMonCommand(ulong PaxosVersion, Guid Fsid, IReadOnlyList<string> Command) : Message, IMessage<MMonCommand>
{
    public static MessageKind KindOf => new(MessageType.MonCommand, 1);

    public override MessageKind Kind => KindOf;

    public static MMonCommand Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var fsid = front.ReadUuid();
        var command = front.ReadList(Codecs.String);
        return new MMonCommand(paxosVersion, fsid, command);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.WriteList(Command, Codecs.String);
    }
}
