using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>A monitor that starts asks the others what they know, and their answers.</summary>
public sealed record MMonProbe : Message, IMessage<MMonProbe>
{
    private const ushort ReleaseVersion = 7;
    private const ushort LeaderVersion = 8;
    private const ushort OldestReaderVersion = 5;
    private const int NoLeader = -1;

    public static MessageKind KindOf => new(MessageType.MonProbe, LeaderVersion, OldestReaderVersion);

    public override MessageKind Kind => KindOf;

    public Guid Fsid { get; init; }

    public MonProbeOperation Operation { get; init; }

    public string Name { get; init; } = "";

    public IReadOnlyList<int> Quorum { get; init; } = [];

    /// <summary>Absent in a question.</summary>
    public MonMap? MonMap { get; init; }

    public bool HasEverJoined { get; init; }

    public ulong PaxosFirst { get; init; }

    public ulong PaxosLast { get; init; }

    public Features RequiredFeatures { get; init; }

    public Release Release { get; init; }

    /// <summary>A rank; -1 for none.</summary>
    public int Leader { get; init; } = NoLeader;

    public static MMonProbe Decode(ref WireReader front, ushort version) => new()
    {
        Fsid = front.ReadUuid(),
        Operation = (MonProbeOperation)front.ReadInt32(),
        Name = front.ReadString(),
        Quorum = front.ReadList(Codecs.Int32),
        MonMap = front.ReadOptionalBlob(static (ref r) => r.Read<MonMap>()),
        HasEverJoined = front.ReadBool(),
        PaxosFirst = front.ReadUInt64(),
        PaxosLast = front.ReadUInt64(),
        RequiredFeatures = (Features)front.ReadUInt64(),
        Release = version >= ReleaseVersion ? (Release)front.ReadByte() : Release.Unknown,
        Leader = version >= LeaderVersion ? front.ReadInt32() : NoLeader,
    };

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUuid(Fsid);
        writer.WriteInt32((int)Operation);
        writer.WriteString(Name);
        writer.WriteList(Quorum, Codecs.Int32);
        writer.WriteOptionalBlob(MonMap, static (w, map) => map.Encode(w));
        writer.WriteBool(HasEverJoined);
        writer.WriteUInt64(PaxosFirst);
        writer.WriteUInt64(PaxosLast);
        writer.WriteUInt64((ulong)RequiredFeatures);
        writer.WriteByte((byte)Release);
        writer.WriteInt32(Leader);
    }
}
