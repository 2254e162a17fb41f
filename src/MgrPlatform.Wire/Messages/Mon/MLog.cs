using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>Lines of the cluster log, from a daemon to the monitors or from them to a subscriber.</summary>
/// <param name="PaxosVersion">To a subscriber it must be above zero and grow, or librados drops the message.</param>
public sealed record MLog(ulong PaxosVersion, Guid Fsid, IReadOnlyList<LogEntry> Entries) : Message, IMessage<MLog>
{
    public static MessageKind KindOf => new(MessageType.Log, 1);

    public override MessageKind Kind => KindOf;

    public static MLog Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var fsid = front.ReadUuid();
        var entries = front.ReadList<LogEntry>();
        return new MLog(paxosVersion, fsid, entries);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.WriteList(Entries);
    }
}
