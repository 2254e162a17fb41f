using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Maps.Quorum;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>Monitors elect their leader.</summary>
public sealed record MMonElection : Message, IMessage<MMonElection>
{
    private const ushort FeaturesVersion = 6;
    private const ushort MetadataVersion = 7;
    private const ushort ReleaseVersion = 8;
    private const ushort StrategyVersion = 9;
    private const ushort OldestReaderVersion = 5;

    public static MessageKind KindOf => new(MessageType.MonElection, StrategyVersion, OldestReaderVersion);

    public override MessageKind Kind => KindOf;

    public Guid Fsid { get; init; }

    public MonElectionOperation Operation { get; init; }

    /// <summary>Odd while an election is under way.</summary>
    public uint Epoch { get; init; }

    public MonMap? MonMap { get; init; }

    public IReadOnlyList<int> Quorum { get; init; } = [];

    public Features QuorumFeatures { get; init; }

    /// <summary>In a victory: the commands that the leader answers.</summary>
    public MonCommandTable? Commands { get; init; }

    public MonFeatures MonFeatures { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public Release Release { get; init; }

    /// <summary>How well the sender hears the others.</summary>
    public ConnectionTracker? Scores { get; init; }

    /// <summary>1 classic, 2 disallow, 3 connectivity.</summary>
    public byte Strategy { get; init; } = 1;

    public static MMonElection Decode(ref WireReader front, ushort version)
    {
        var message = new MMonElection
        {
            Fsid = front.ReadUuid(),
            Operation = (MonElectionOperation)front.ReadInt32(),
            Epoch = front.ReadUInt32(),
            MonMap = front.ReadOptionalBlob(static (ref r) => r.Read<MonMap>()),
            Quorum = front.ReadList(Codecs.Int32),
            QuorumFeatures = (Features)front.ReadUInt64(),
        };
        front.ReadUInt64(); // Two dead numbers.
        front.ReadUInt64();
        return message with
        {
            Commands = front.ReadOptionalBlob(static (ref r) => r.Read<MonCommandTable>()),
            MonFeatures = version >= FeaturesVersion ? MonFeaturesCodec.Read(ref front) : MonFeatures.None,
            Metadata = version >= MetadataVersion
                ? front.ReadMap(Codecs.String, Codecs.String)
                : ReadOnlyDictionary<string, string>.Empty,
            Release = version >= ReleaseVersion ? (Release)front.ReadByte() : Release.Unknown,
            Scores = version >= StrategyVersion ? front.ReadOptionalBlob(static (ref r) => r.Read<ConnectionTracker>()) : null,
            Strategy = version >= StrategyVersion ? front.ReadByte() : (byte)1,
        };
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUuid(Fsid);
        writer.WriteInt32((int)Operation);
        writer.WriteUInt32(Epoch);
        writer.WriteOptionalBlob(MonMap, static (w, map) => map.Encode(w));
        writer.WriteList(Quorum, Codecs.Int32);
        writer.WriteUInt64((ulong)QuorumFeatures);
        writer.WriteUInt64(0);
        writer.WriteUInt64(0);
        writer.WriteOptionalBlob(Commands, static (w, commands) => commands.Encode(w));
        MonFeaturesCodec.Write(writer, MonFeatures);
        writer.WriteMap(Metadata, Codecs.String, Codecs.String);
        writer.WriteByte((byte)Release);
        writer.WriteOptionalBlob(Scores, static (w, scores) => scores.Encode(w));
        writer.WriteByte(Strategy);
    }
}
