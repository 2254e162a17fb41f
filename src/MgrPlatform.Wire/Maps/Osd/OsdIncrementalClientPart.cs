using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>What changed of what clients read.</summary>
public sealed record OsdIncrementalClientPart : IWireType<OsdIncrementalClientPart>
{
    public const byte PacificVersion = 8;
    public const byte ReefVersion = 9;
    public const int Unchanged = -1;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public byte StructVersion { get; init; } = PacificVersion;

    public Guid Fsid { get; init; }

    public uint Epoch { get; init; }

    public UTime Modified { get; init; }

    public long NewPoolMax { get; init; } = Unchanged;

    public int NewFlags { get; init; } = Unchanged;

    /// <summary>A whole map in place of changes; empty as a rule.</summary>
    public byte[] FullMap { get; init; } = [];

    public CrushMap? Crush { get; init; }

    public int NewMaxOsd { get; init; } = Unchanged;

    public IReadOnlyDictionary<long, PgPool> NewPools { get; init; } = ReadOnlyDictionary<long, PgPool>.Empty;

    public IReadOnlyDictionary<long, string> NewPoolNames { get; init; } = ReadOnlyDictionary<long, string>.Empty;

    public IReadOnlyList<long> OldPools { get; init; } = [];

    public IReadOnlyDictionary<int, EntityAddressVector> NewUpClient { get; init; } = ReadOnlyDictionary<int, EntityAddressVector>.Empty;

    /// <summary>Bits of <see cref="OsdState"/> to flip; none at all stands for up.</summary>
    public IReadOnlyDictionary<int, uint> NewState { get; init; } = ReadOnlyDictionary<int, uint>.Empty;

    public IReadOnlyDictionary<int, uint> NewWeight { get; init; } = ReadOnlyDictionary<int, uint>.Empty;

    /// <summary>An empty list takes the entry away.</summary>
    public IReadOnlyDictionary<PgId, int[]> NewPgTemp { get; init; } = ReadOnlyDictionary<PgId, int[]>.Empty;

    /// <summary>-1 takes the entry away.</summary>
    public IReadOnlyDictionary<PgId, int> NewPrimaryTemp { get; init; } = ReadOnlyDictionary<PgId, int>.Empty;

    public IReadOnlyDictionary<int, uint> NewPrimaryAffinity { get; init; } = ReadOnlyDictionary<int, uint>.Empty;

    public IReadOnlyDictionary<string, OrderedDictionary<string, string>> NewErasureCodeProfiles { get; init; } =
        ReadOnlyDictionary<string, OrderedDictionary<string, string>>.Empty;

    public IReadOnlyList<string> OldErasureCodeProfiles { get; init; } = [];

    public IReadOnlyDictionary<PgId, int[]> NewPgUpmap { get; init; } = ReadOnlyDictionary<PgId, int[]>.Empty;

    public IReadOnlyList<PgId> OldPgUpmap { get; init; } = [];

    public IReadOnlyDictionary<PgId, (int From, int To)[]> NewPgUpmapItems { get; init; } =
        ReadOnlyDictionary<PgId, (int From, int To)[]>.Empty;

    public IReadOnlyList<PgId> OldPgUpmapItems { get; init; } = [];

    public IReadOnlyDictionary<long, SnapInterval[]> NewRemovedSnaps { get; init; } = ReadOnlyDictionary<long, SnapInterval[]>.Empty;

    public IReadOnlyDictionary<long, SnapInterval[]> NewPurgedSnaps { get; init; } = ReadOnlyDictionary<long, SnapInterval[]>.Empty;

    /// <summary>Zero for unchanged, as is the next.</summary>
    public UTime NewLastUpChange { get; init; }

    public UTime NewLastInChange { get; init; }

    public IReadOnlyDictionary<PgId, int> NewPgUpmapPrimaries { get; init; } = ReadOnlyDictionary<PgId, int>.Empty;

    public IReadOnlyList<PgId> OldPgUpmapPrimaries { get; init; } = [];

    public static OsdIncrementalClientPart Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(PacificVersion, ReefVersion);
        var part = new OsdIncrementalClientPart
        {
            StructVersion = Math.Min(scope.Version, ReefVersion),
            Fsid = reader.ReadUuid(),
            Epoch = reader.ReadUInt32(),
            Modified = reader.ReadUTime(),
            NewPoolMax = reader.ReadInt64(),
            NewFlags = reader.ReadInt32(),
            FullMap = reader.ReadBlob(),
            Crush = reader.ReadOptionalBlob(static (ref r) => r.Read<CrushMap>()),
            NewMaxOsd = reader.ReadInt32(),
            NewPools = reader.ReadMap(Codecs.Int64, Codecs.Of<PgPool>()),
            NewPoolNames = reader.ReadMap(Codecs.Int64, Codecs.String),
            OldPools = reader.ReadList(Codecs.Int64),
            NewUpClient = reader.ReadMap(Codecs.Int32, Codecs.Of<EntityAddressVector>()),
            NewState = reader.ReadMap(Codecs.Int32, Codecs.UInt32),
            NewWeight = reader.ReadMap(Codecs.Int32, Codecs.UInt32),
            NewPgTemp = reader.ReadMap(Codecs.Of<PgId>(), OsdMapCodecs.Osds),
            NewPrimaryTemp = reader.ReadMap(Codecs.Of<PgId>(), Codecs.Int32),
            NewPrimaryAffinity = reader.ReadMap(Codecs.Int32, Codecs.UInt32),
            NewErasureCodeProfiles = reader.ReadMap(Codecs.String, OsdMapCodecs.Profile),
            OldErasureCodeProfiles = reader.ReadList(Codecs.String),
            NewPgUpmap = reader.ReadMap(Codecs.Of<PgId>(), OsdMapCodecs.Osds),
            OldPgUpmap = reader.ReadList<PgId>(),
            NewPgUpmapItems = reader.ReadMap(Codecs.Of<PgId>(), OsdMapCodecs.OsdPairs),
            OldPgUpmapItems = reader.ReadList<PgId>(),
            NewRemovedSnaps = reader.ReadMap(Codecs.Int64, OsdMapCodecs.Snaps),
            NewPurgedSnaps = reader.ReadMap(Codecs.Int64, OsdMapCodecs.Snaps),
            NewLastUpChange = reader.ReadUTime(),
            NewLastInChange = reader.ReadUTime(),
            NewPgUpmapPrimaries = scope.Version >= ReefVersion
                ? reader.ReadMap(Codecs.Of<PgId>(), Codecs.Int32)
                : ReadOnlyDictionary<PgId, int>.Empty,
            OldPgUpmapPrimaries = scope.Version >= ReefVersion ? reader.ReadList<PgId>() : [],
        };
        reader.EndStruct(scope);
        return part;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(StructVersion, OldestReader);
        writer.WriteUuid(Fsid);
        writer.WriteUInt32(Epoch);
        writer.WriteUTime(Modified);
        writer.WriteInt64(NewPoolMax);
        writer.WriteInt32(NewFlags);
        writer.WriteBlob(FullMap);
        writer.WriteOptionalBlob(Crush, static (w, crush) => crush.Encode(w));
        writer.WriteInt32(NewMaxOsd);
        writer.WriteMap(NewPools, Codecs.Int64, Codecs.Of<PgPool>());
        writer.WriteMap(NewPoolNames, Codecs.Int64, Codecs.String);
        writer.WriteList(OldPools, Codecs.Int64);
        writer.WriteMap(NewUpClient, Codecs.Int32, Codecs.Of<EntityAddressVector>());
        writer.WriteMap(NewState, Codecs.Int32, Codecs.UInt32);
        writer.WriteMap(NewWeight, Codecs.Int32, Codecs.UInt32);
        writer.WriteMap(NewPgTemp, Codecs.Of<PgId>(), OsdMapCodecs.Osds);
        writer.WriteMap(NewPrimaryTemp, Codecs.Of<PgId>(), Codecs.Int32);
        writer.WriteMap(NewPrimaryAffinity, Codecs.Int32, Codecs.UInt32);
        writer.WriteMap(NewErasureCodeProfiles, Codecs.String, OsdMapCodecs.Profile);
        writer.WriteList(OldErasureCodeProfiles, Codecs.String);
        writer.WriteMap(NewPgUpmap, Codecs.Of<PgId>(), OsdMapCodecs.Osds);
        writer.WriteList(OldPgUpmap);
        writer.WriteMap(NewPgUpmapItems, Codecs.Of<PgId>(), OsdMapCodecs.OsdPairs);
        writer.WriteList(OldPgUpmapItems);
        writer.WriteMap(NewRemovedSnaps, Codecs.Int64, OsdMapCodecs.Snaps);
        writer.WriteMap(NewPurgedSnaps, Codecs.Int64, OsdMapCodecs.Snaps);
        writer.WriteUTime(NewLastUpChange);
        writer.WriteUTime(NewLastInChange);
        if (StructVersion >= ReefVersion)
        {
            writer.WriteMap(NewPgUpmapPrimaries, Codecs.Of<PgId>(), Codecs.Int32);
            writer.WriteList(OldPgUpmapPrimaries);
        }

        writer.EndStruct(scope);
    }
}
