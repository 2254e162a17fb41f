using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>What clients must know to find objects: pools, OSDs and their addresses, CRUSH, exceptions from it.</summary>
public sealed record OsdMapClientPart : IWireType<OsdMapClientPart>
{
    public const byte PacificVersion = 9;
    public const byte ReefVersion = 10;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public byte StructVersion { get; init; } = PacificVersion;

    public Guid Fsid { get; init; }

    public uint Epoch { get; init; }

    public UTime Created { get; init; }

    public UTime Modified { get; init; }

    public IReadOnlyDictionary<long, PgPool> Pools { get; init; } = ReadOnlyDictionary<long, PgPool>.Empty;

    public IReadOnlyDictionary<long, string> PoolNames { get; init; } = ReadOnlyDictionary<long, string>.Empty;

    /// <summary>The highest number that a pool ever had.</summary>
    public int PoolMax { get; init; }

    public OsdMapFlags Flags { get; init; }

    /// <summary>OSDs are numbered below this; the lists that follow have this length.</summary>
    public int MaxOsd { get; init; }

    public IReadOnlyList<uint> OsdStates { get; init; } = [];

    /// <summary>0x10000 is wholly in, 0 is out.</summary>
    public IReadOnlyList<uint> OsdWeights { get; init; } = [];

    public IReadOnlyList<EntityAddressVector> ClientAddresses { get; init; } = [];

    public IReadOnlyDictionary<PgId, int[]> PgTemp { get; init; } = ReadOnlyDictionary<PgId, int[]>.Empty;

    public IReadOnlyDictionary<PgId, int> PrimaryTemp { get; init; } = ReadOnlyDictionary<PgId, int>.Empty;

    /// <summary>Empty when all are 0x10000.</summary>
    public IReadOnlyList<uint> PrimaryAffinity { get; init; } = [];

    /// <summary>Absent in a map that has none yet.</summary>
    public CrushMap? Crush { get; init; }

    public IReadOnlyDictionary<string, OrderedDictionary<string, string>> ErasureCodeProfiles { get; init; } =
        ReadOnlyDictionary<string, OrderedDictionary<string, string>>.Empty;

    public IReadOnlyDictionary<PgId, int[]> PgUpmap { get; init; } = ReadOnlyDictionary<PgId, int[]>.Empty;

    public IReadOnlyDictionary<PgId, (int From, int To)[]> PgUpmapItems { get; init; } =
        ReadOnlyDictionary<PgId, (int From, int To)[]>.Empty;

    public int CrushVersion { get; init; }

    public IReadOnlyDictionary<long, SnapInterval[]> NewRemovedSnaps { get; init; } = ReadOnlyDictionary<long, SnapInterval[]>.Empty;

    public IReadOnlyDictionary<long, SnapInterval[]> NewPurgedSnaps { get; init; } = ReadOnlyDictionary<long, SnapInterval[]>.Empty;

    public UTime LastUpChange { get; init; }

    public UTime LastInChange { get; init; }

    public IReadOnlyDictionary<PgId, int> PgUpmapPrimaries { get; init; } = ReadOnlyDictionary<PgId, int>.Empty;

    public static OsdMapClientPart Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(PacificVersion, ReefVersion);
        var part = new OsdMapClientPart
        {
            StructVersion = Math.Min(scope.Version, ReefVersion),
            Fsid = reader.ReadUuid(),
            Epoch = reader.ReadUInt32(),
            Created = reader.ReadUTime(),
            Modified = reader.ReadUTime(),
            Pools = reader.ReadMap(Codecs.Int64, Codecs.Of<PgPool>()),
            PoolNames = reader.ReadMap(Codecs.Int64, Codecs.String),
            PoolMax = reader.ReadInt32(),
            Flags = (OsdMapFlags)reader.ReadUInt32(),
            MaxOsd = reader.ReadInt32(),
            OsdStates = reader.ReadList(Codecs.UInt32),
            OsdWeights = reader.ReadList(Codecs.UInt32),
            ClientAddresses = reader.ReadList<EntityAddressVector>(),
            PgTemp = reader.ReadMap(Codecs.Of<PgId>(), OsdMapCodecs.Osds),
            PrimaryTemp = reader.ReadMap(Codecs.Of<PgId>(), Codecs.Int32),
            PrimaryAffinity = reader.ReadList(Codecs.UInt32),
            Crush = reader.ReadOptionalBlob(static (ref r) => r.Read<CrushMap>()),
            ErasureCodeProfiles = reader.ReadMap(Codecs.String, OsdMapCodecs.Profile),
            PgUpmap = reader.ReadMap(Codecs.Of<PgId>(), OsdMapCodecs.Osds),
            PgUpmapItems = reader.ReadMap(Codecs.Of<PgId>(), OsdMapCodecs.OsdPairs),
            CrushVersion = reader.ReadInt32(),
            NewRemovedSnaps = reader.ReadMap(Codecs.Int64, OsdMapCodecs.Snaps),
            NewPurgedSnaps = reader.ReadMap(Codecs.Int64, OsdMapCodecs.Snaps),
            LastUpChange = reader.ReadUTime(),
            LastInChange = reader.ReadUTime(),
            PgUpmapPrimaries = scope.Version >= ReefVersion
                ? reader.ReadMap(Codecs.Of<PgId>(), Codecs.Int32)
                : ReadOnlyDictionary<PgId, int>.Empty,
        };
        reader.EndStruct(scope);
        return part;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(StructVersion, OldestReader);
        writer.WriteUuid(Fsid);
        writer.WriteUInt32(Epoch);
        writer.WriteUTime(Created);
        writer.WriteUTime(Modified);
        writer.WriteMap(Pools, Codecs.Int64, Codecs.Of<PgPool>());
        writer.WriteMap(PoolNames, Codecs.Int64, Codecs.String);
        writer.WriteInt32(PoolMax);
        writer.WriteUInt32((uint)Flags);
        writer.WriteInt32(MaxOsd);
        writer.WriteList(OsdStates, Codecs.UInt32);
        writer.WriteList(OsdWeights, Codecs.UInt32);
        writer.WriteList(ClientAddresses);
        writer.WriteMap(PgTemp, Codecs.Of<PgId>(), OsdMapCodecs.Osds);
        writer.WriteMap(PrimaryTemp, Codecs.Of<PgId>(), Codecs.Int32);
        writer.WriteList(PrimaryAffinity, Codecs.UInt32);
        writer.WriteOptionalBlob(Crush, static (w, crush) => crush.Encode(w));
        writer.WriteMap(ErasureCodeProfiles, Codecs.String, OsdMapCodecs.Profile);
        writer.WriteMap(PgUpmap, Codecs.Of<PgId>(), OsdMapCodecs.Osds);
        writer.WriteMap(PgUpmapItems, Codecs.Of<PgId>(), OsdMapCodecs.OsdPairs);
        writer.WriteInt32(CrushVersion);
        writer.WriteMap(NewRemovedSnaps, Codecs.Int64, OsdMapCodecs.Snaps);
        writer.WriteMap(NewPurgedSnaps, Codecs.Int64, OsdMapCodecs.Snaps);
        writer.WriteUTime(LastUpChange);
        writer.WriteUTime(LastInChange);
        if (StructVersion >= ReefVersion)
        {
            writer.WriteMap(PgUpmapPrimaries, Codecs.Of<PgId>(), Codecs.Int32);
        }

        writer.EndStruct(scope);
    }
}
