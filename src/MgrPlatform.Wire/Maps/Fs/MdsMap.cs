using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Fs;

/// <summary>The metadata servers of one file system, its pools and its settings.</summary>
public sealed partial record MdsMap : IWireType<MdsMap>
{
    private const byte Version = 5;
    private const byte OldestReader = 4;

    // What tells releases apart is a second version, inside.
    public const ushort PacificVersion = 16;
    public const ushort ReefVersion = 18;
    public const ushort TentacleVersion = 19;
    private const ushort BalanceRankMaskVersion = 17;

    public static int MinimumSize => 6;

    public ushort StructVersion { get; init; } = PacificVersion;

    public uint Epoch { get; init; }

    public MdsMapFlags Flags { get; init; }

    public uint LastFailure { get; init; }

    public int Root { get; init; }

    public uint SessionTimeout { get; init; }

    public uint SessionAutoclose { get; init; }

    public ulong MaxFileSize { get; init; }

    public int MaxMds { get; init; }

    public IReadOnlyDictionary<ulong, MdsInfo> Daemons { get; init; } = ReadOnlyDictionary<ulong, MdsInfo>.Empty;

    public IReadOnlyList<long> DataPools { get; init; } = [];

    public long CasPool { get; init; } = -1;

    public CompatSet Compat { get; init; } = CompatSet.Empty;

    public long MetadataPool { get; init; } = -1;

    public UTime Created { get; init; }

    public UTime Modified { get; init; }

    public int Tableserver { get; init; }

    /// <summary>The ranks that hold the tree.</summary>
    public IReadOnlyList<int> In { get; init; } = [];

    public IReadOnlyDictionary<int, int> Incarnations { get; init; } = ReadOnlyDictionary<int, int>.Empty;

    /// <summary>By rank the global id of who has it.</summary>
    public IReadOnlyDictionary<int, ulong> Up { get; init; } = ReadOnlyDictionary<int, ulong>.Empty;

    public IReadOnlyList<int> Failed { get; init; } = [];

    public IReadOnlyList<int> Stopped { get; init; } = [];

    public uint LastFailureOsdEpoch { get; init; }

    public byte EverAllowedFeatures { get; init; }

    public byte ExplicitlyAllowedFeatures { get; init; }

    public bool InlineDataEnabled { get; init; }

    public bool Enabled { get; init; }

    public string FsName { get; init; } = "";

    public IReadOnlyList<int> Damaged { get; init; } = [];

    public string Balancer { get; init; } = "";

    public int StandbyCountWanted { get; init; } = -1;

    public int OldMaxMds { get; init; }

    public byte MinCompatClient { get; init; }

    /// <summary>The words of a bit set of any length.</summary>
    public IReadOnlyList<ulong> RequiredClientFeatures { get; init; } = [];

    public string BalanceRankMask { get; init; } = "";

    public ulong MaxXattrSize { get; init; }

    public ulong QuiesceDbLeader { get; init; }

    public IReadOnlyList<ulong> QuiesceDbMembers { get; init; } = [];

    public static MdsMap Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var map = new MdsMap
        {
            Epoch = reader.ReadUInt32(),
            Flags = (MdsMapFlags)reader.ReadUInt32(),
            LastFailure = reader.ReadUInt32(),
            Root = reader.ReadInt32(),
            SessionTimeout = reader.ReadUInt32(),
            SessionAutoclose = reader.ReadUInt32(),
            MaxFileSize = reader.ReadUInt64(),
            MaxMds = reader.ReadInt32(),
            Daemons = reader.ReadMap(Codecs.UInt64, Codecs.Of<MdsInfo>()),
            DataPools = reader.ReadList(Codecs.Int64),
            CasPool = reader.ReadInt64(),
        };
        map = DecodeExtended(ref reader, map);
        reader.EndStruct(scope);
        return map;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteUInt32(Epoch);
        writer.WriteUInt32((uint)Flags);
        writer.WriteUInt32(LastFailure);
        writer.WriteInt32(Root);
        writer.WriteUInt32(SessionTimeout);
        writer.WriteUInt32(SessionAutoclose);
        writer.WriteUInt64(MaxFileSize);
        writer.WriteInt32(MaxMds);
        writer.WriteMap(Daemons, Codecs.UInt64, Codecs.Of<MdsInfo>());
        writer.WriteList(DataPools, Codecs.Int64);
        writer.WriteInt64(CasPool);
        EncodeExtended(writer);
        writer.EndStruct(scope);
    }

    private static MdsMap DecodeExtended(ref WireReader reader, MdsMap map)
    {
        var version = reader.ReadUInt16();
        if (version < PacificVersion)
        {
            throw new WireFormatException($"an MDS map of version {version}, we read {PacificVersion} and newer", reader.Position);
        }

        return map with
        {
            StructVersion = Math.Min(version, TentacleVersion),
            Compat = reader.Read<CompatSet>(),
            MetadataPool = reader.ReadInt64(),
            Created = reader.ReadUTime(),
            Modified = reader.ReadUTime(),
            Tableserver = reader.ReadInt32(),
            In = reader.ReadList(Codecs.Int32),
            Incarnations = reader.ReadMap(Codecs.Int32, Codecs.Int32),
            Up = reader.ReadMap(Codecs.Int32, Codecs.UInt64),
            Failed = reader.ReadList(Codecs.Int32),
            Stopped = reader.ReadList(Codecs.Int32),
            LastFailureOsdEpoch = reader.ReadUInt32(),
            EverAllowedFeatures = reader.ReadByte(),
            ExplicitlyAllowedFeatures = reader.ReadByte(),
            InlineDataEnabled = reader.ReadBool(),
            Enabled = reader.ReadBool(),
            FsName = reader.ReadString(),
            Damaged = reader.ReadList(Codecs.Int32),
            Balancer = reader.ReadString(),
            StandbyCountWanted = reader.ReadInt32(),
            OldMaxMds = reader.ReadInt32(),
            MinCompatClient = reader.ReadByte(),
            RequiredClientFeatures = ReadBits(ref reader),
            BalanceRankMask = version >= BalanceRankMaskVersion ? reader.ReadString() : "",
            MaxXattrSize = version >= ReefVersion ? reader.ReadUInt64() : 0,
            QuiesceDbLeader = version >= TentacleVersion ? reader.ReadUInt64() : 0,
            QuiesceDbMembers = version >= TentacleVersion ? reader.ReadList(Codecs.UInt64) : [],
        };
    }

    private void EncodeExtended(WireWriter writer)
    {
        writer.WriteUInt16(StructVersion);
        writer.Write(Compat);
        writer.WriteInt64(MetadataPool);
        writer.WriteUTime(Created);
        writer.WriteUTime(Modified);
        writer.WriteInt32(Tableserver);
        writer.WriteList(In, Codecs.Int32);
        writer.WriteMap(Incarnations, Codecs.Int32, Codecs.Int32);
        writer.WriteMap(Up, Codecs.Int32, Codecs.UInt64);
        writer.WriteList(Failed, Codecs.Int32);
        writer.WriteList(Stopped, Codecs.Int32);
        writer.WriteUInt32(LastFailureOsdEpoch);
        writer.WriteByte(EverAllowedFeatures);
        writer.WriteByte(ExplicitlyAllowedFeatures);
        writer.WriteBool(InlineDataEnabled);
        writer.WriteBool(Enabled);
        writer.WriteString(FsName);
        writer.WriteList(Damaged, Codecs.Int32);
        writer.WriteString(Balancer);
        writer.WriteInt32(StandbyCountWanted);
        writer.WriteInt32(OldMaxMds);
        writer.WriteByte(MinCompatClient);
        WriteBits(writer, RequiredClientFeatures);
        if (StructVersion >= BalanceRankMaskVersion)
        {
            writer.WriteString(BalanceRankMask);
        }

        if (StructVersion >= ReefVersion)
        {
            writer.WriteUInt64(MaxXattrSize);
        }

        if (StructVersion >= TentacleVersion)
        {
            writer.WriteUInt64(QuiesceDbLeader);
            writer.WriteList(QuiesceDbMembers, Codecs.UInt64);
        }
    }

    private static ulong[] ReadBits(ref WireReader reader)
    {
        var length = reader.ReadLength(); // In bytes, unlike every other count.
        if (length % sizeof(ulong) != 0)
        {
            throw new WireFormatException($"a set of bits in {length} bytes, which is no multiple of {sizeof(ulong)}", reader.Position);
        }

        var words = new ulong[length / sizeof(ulong)];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = reader.ReadUInt64();
        }

        return words;
    }

    private static void WriteBits(WireWriter writer, IReadOnlyList<ulong> words)
    {
        writer.WriteUInt32((uint)(words.Count * sizeof(ulong)));
        foreach (var word in words)
        {
            writer.WriteUInt64(word);
        }
    }
}
