using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>A peon is short of global ids for its clients and asks the leader to raise their limit.</summary>
/// <param name="OldMax">The limit that the peon knows.</param>
public sealed record MMonGlobalId(ulong PaxosVersion, ulong OldMax) : Message, IMessage<MMonGlobalId>
{
    public static MessageKind KindOf => new(MessageType.MonGlobalId, 1);

    public override MessageKind Kind => KindOf;

    public static MMonGlobalId Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var oldMax = front.ReadUInt64();
        return new MMonGlobalId(paxosVersion, oldMax);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUInt64(OldMax);
    }
}
