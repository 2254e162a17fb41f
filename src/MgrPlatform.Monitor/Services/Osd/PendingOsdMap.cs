using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>
/// The changes that will make the next epoch of an OSD map. What is asked of it (is this OSD up, which pool is that) is answered as of the
/// next epoch, so that changes of one epoch do not contradict each other. Pure.
/// </summary>
internal sealed class PendingOsdMap(OsdMap current)
{
    private const int FullWeight = 0x10000;

    // Those on which the encoding of a map depends; Ceph stores no others with an epoch.
    private const Features SignificantFeatures = (Features)0x0f00088010212a04;

    public OsdMap Current { get; } = current;

    public uint Epoch => Current.Epoch + 1;

    public SortedDictionary<int, uint> NewState { get; } = [];

    public SortedDictionary<int, uint> NewWeight { get; } = [];

    public SortedDictionary<int, uint> NewPrimaryAffinity { get; } = [];

    public SortedDictionary<int, EntityAddressVector> NewUpClient { get; } = [];

    public SortedDictionary<int, EntityAddressVector> NewUpCluster { get; } = [];

    public SortedDictionary<int, EntityAddressVector> NewHeartbeatBackUp { get; } = [];

    public SortedDictionary<int, EntityAddressVector> NewHeartbeatFrontUp { get; } = [];

    public SortedDictionary<int, uint> NewUpThru { get; } = [];

    public SortedDictionary<int, (uint Begin, uint End)> NewLastCleanInterval { get; } = [];

    public SortedDictionary<int, uint> NewLost { get; } = [];

    public SortedDictionary<int, Guid> NewUuid { get; } = [];

    public SortedDictionary<int, OsdExtraInfo> NewExtraInfo { get; } = [];

    public SortedDictionary<EntityAddress, UTime> NewBlocklist { get; } = new(EntityAddressOrder.Instance);

    public SortedSet<EntityAddress> OldBlocklist { get; } = new(EntityAddressOrder.Instance);

    public SortedDictionary<long, PgPool> NewPools { get; } = [];

    public SortedDictionary<long, string> NewPoolNames { get; } = [];

    public SortedSet<long> OldPools { get; } = [];

    public SortedDictionary<PgId, int[]> NewPgTemp { get; } = [];

    public SortedDictionary<PgId, int> NewPrimaryTemp { get; } = [];

    public SortedDictionary<PgId, int[]> NewPgUpmap { get; } = [];

    public SortedSet<PgId> OldPgUpmap { get; } = [];

    public SortedDictionary<PgId, (int From, int To)[]> NewPgUpmapItems { get; } = [];

    public SortedSet<PgId> OldPgUpmapItems { get; } = [];

    public SortedDictionary<string, OrderedDictionary<string, string>> NewProfiles { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> OldProfiles { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<int, uint> NewCrushNodeFlags { get; } = [];

    public SortedDictionary<int, uint> NewDeviceClassFlags { get; } = [];

    public SortedDictionary<long, List<SnapInterval>> NewRemovedSnaps { get; } = [];

    public int? NewMaxOsd { get; set; }

    public long? NewPoolMax { get; set; }

    public OsdMapFlags? NewFlags { get; set; }

    public float? NewFullRatio { get; set; }

    public float? NewNearFullRatio { get; set; }

    public float? NewBackfillFullRatio { get; set; }

    public Release? NewRequireMinCompatClient { get; set; }

    public Release? NewRequireOsdRelease { get; set; }

    public CrushMap? NewCrush { get; set; }

    public OsdMapFlags Flags => NewFlags ?? Current.Client.Flags;

    public int MaxOsd => NewMaxOsd ?? Current.Client.MaxOsd;

    public CrushMap Crush => NewCrush ?? Current.Client.Crush ?? new CrushMap();

    /// <summary>An OSD's bits in the next epoch.</summary>
    public OsdState StateOf(int osd)
    {
        var state = Current.StateOf(osd);
        if (NewWeight.GetValueOrDefault(osd) > 0)
        {
            state = (state | OsdState.Exists) & ~(OsdState.AutoOut | OsdState.New);
        }

        if (NewState.TryGetValue(osd, out var flipped))
        {
            state = state.HasFlag(OsdState.Exists) && ((OsdState)flipped).HasFlag(OsdState.Exists)
                ? OsdState.None
                : state ^ (OsdState)flipped;
        }

        return NewUpClient.ContainsKey(osd) ? state | OsdState.Exists | OsdState.Up : state;
    }

    public bool Exists(int osd) => StateOf(osd).HasFlag(OsdState.Exists);

    public bool IsUp(int osd) => StateOf(osd).HasFlag(OsdState.Exists | OsdState.Up);

    public uint WeightOf(int osd) => NewWeight.TryGetValue(osd, out var weight) ? weight : Current.WeightOf(osd);

    public bool IsIn(int osd) => Exists(osd) && WeightOf(osd) > 0;

    /// <summary>Whether the map or the OSD forbids something: <see cref="OsdMapFlags.NoUp"/> and the like.</summary>
    public bool Forbids(int osd, OsdMapFlags everywhere, OsdState here) => Flags.HasFlag(everywhere) || Current.FlagsOf(osd).HasFlag(here);

    public OsdExtraInfo ExtraInfoOf(int osd) =>
        NewExtraInfo.TryGetValue(osd, out var info) ? info
        : osd < Current.Daemons.ExtraInfos.Count ? Current.Daemons.ExtraInfos[osd]
        : OsdExtraInfo.None;

    public OsdInfo InfoOf(int osd) => osd < Current.Daemons.Infos.Count ? Current.Daemons.Infos[osd] : default;

    public void MarkDown(int osd) => SetBits(osd, OsdState.Up);

    /// <summary>Flips bits that are not flipped yet.</summary>
    public void SetBits(int osd, OsdState bits) => NewState[osd] = NewState.GetValueOrDefault(osd) | (uint)bits;

    /// <summary>Takes an OSD's share of data away, remembering what it was.</summary>
    /// <param name="automatically">An OSD that comes back is in again by itself.</param>
    public void MarkOut(int osd, bool automatically)
    {
        NewExtraInfo[osd] = ExtraInfoOf(osd) with { OldWeight = WeightOf(osd) };
        NewWeight[osd] = 0;
        if (automatically && !Current.StateOf(osd).HasFlag(OsdState.AutoOut))
        {
            SetBits(osd, OsdState.AutoOut);
        }
    }

    /// <summary>Gives an OSD the share that it had before it was marked out by itself, or a whole one.</summary>
    public void MarkIn(int osd)
    {
        var info = ExtraInfoOf(osd);
        NewWeight[osd] = info.OldWeight > 0 ? info.OldWeight : FullWeight;
        NewExtraInfo[osd] = info with { OldWeight = 0 };
    }

    public PgPool? FindPool(long id) =>
        OldPools.Contains(id) ? null
        : NewPools.TryGetValue(id, out var pool) ? pool
        : Current.Client.Pools.GetValueOrDefault(id);

    /// <summary>The id of a pool by its name; null for none.</summary>
    public long? FindPool(string name)
    {
        foreach (var (id, known) in PoolNames())
        {
            if (known == name)
            {
                return id;
            }
        }

        return null;
    }

    public IReadOnlyDictionary<long, string> PoolNames()
    {
        var names = new SortedDictionary<long, string>(Current.Client.PoolNames.ToDictionary());
        foreach (var (id, name) in NewPoolNames)
        {
            names[id] = name;
        }

        foreach (var id in OldPools)
        {
            names.Remove(id);
        }

        return names;
    }

    public OrderedDictionary<string, string>? FindProfile(string name) =>
        OldProfiles.Contains(name) ? null
        : NewProfiles.TryGetValue(name, out var profile) ? profile
        : Current.Client.ErasureCodeProfiles.GetValueOrDefault(name);

    /// <summary>The changes and the map that they lead to, which agree to the byte.</summary>
    /// <param name="features">For which maps are written; the checksum depends on them.</param>
    public (OsdMapIncremental Incremental, OsdMap Next) Build(UTime now, Features features)
    {
        DropTemporaryOfOldPools();
        var draft = new OsdMapIncremental(BuildClient(now), BuildDaemons(features), 0, 0);
        var next = OsdMapUpdate.Apply(Current, draft);
        var crc = OsdMap.CrcOf(WireWriter.Encode(next, features));
        return (draft with { FullCrc = crc }, next with { Crc = crc });
    }

    /// <summary>The map as it will be, for who must look ahead.</summary>
    public OsdMap Preview() =>
        OsdMapUpdate.Apply(Current, new OsdMapIncremental(BuildClient(UTime.Zero), BuildDaemons(Features.None), 0, 0));

    private void DropTemporaryOfOldPools()
    {
        foreach (var pg in Current.Client.PgTemp.Keys.Where(pg => OldPools.Contains(pg.Pool)))
        {
            NewPgTemp[pg] = [];
        }

        foreach (var pg in Current.Client.PrimaryTemp.Keys.Where(pg => OldPools.Contains(pg.Pool)))
        {
            NewPrimaryTemp[pg] = -1;
        }

        OldPgUpmap.UnionWith(Current.Client.PgUpmap.Keys.Where(pg => OldPools.Contains(pg.Pool)));
        OldPgUpmapItems.UnionWith(Current.Client.PgUpmapItems.Keys.Where(pg => OldPools.Contains(pg.Pool)));
    }

    private OsdIncrementalClientPart BuildClient(UTime now) => new()
    {
        Fsid = Current.Client.Fsid,
        Epoch = Epoch,
        Modified = now,
        NewPoolMax = NewPoolMax ?? OsdIncrementalClientPart.Unchanged,
        NewFlags = NewFlags is { } flags && flags != Current.Client.Flags ? (int)flags : OsdIncrementalClientPart.Unchanged,
        Crush = NewCrush,
        NewMaxOsd = NewMaxOsd ?? OsdIncrementalClientPart.Unchanged,
        NewPools = Touched(),
        NewPoolNames = NewPoolNames,
        OldPools = [.. OldPools],
        NewUpClient = NewUpClient,
        NewState = NewState,
        NewWeight = NewWeight,
        NewPgTemp = NewPgTemp,
        NewPrimaryTemp = NewPrimaryTemp,
        NewPrimaryAffinity = NewPrimaryAffinity,
        NewErasureCodeProfiles = NewProfiles,
        OldErasureCodeProfiles = [.. OldProfiles],
        NewPgUpmap = NewPgUpmap,
        OldPgUpmap = [.. OldPgUpmap],
        NewPgUpmapItems = NewPgUpmapItems,
        OldPgUpmapItems = [.. OldPgUpmapItems],
        NewRemovedSnaps = new SortedDictionary<long, SnapInterval[]>(
            NewRemovedSnaps.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToArray())),
        NewLastUpChange = NewUpClient.Count > 0 || NewState.Any(pair => GoesUpOrDown(pair.Key, pair.Value)) ? now : UTime.Zero,
        NewLastInChange = NewWeight.Any(pair => (pair.Value > 0) != (Current.WeightOf(pair.Key) > 0)) ? now : UTime.Zero,
    };

    /// <summary>Whether the next epoch changes anything that says how this OSD is.</summary>
    public bool Changes(int osd) => NewState.ContainsKey(osd) || NewWeight.ContainsKey(osd) || NewUpClient.ContainsKey(osd);

    // An OSD that is purged while it is up goes down as well.
    private bool GoesUpOrDown(int osd, uint bits) =>
        Current.IsUp(osd) && ((OsdState)bits & (OsdState.Up | OsdState.Exists)) != OsdState.None;

    private SortedDictionary<long, PgPool> Touched()
    {
        var pools = new SortedDictionary<long, PgPool>();
        foreach (var (id, pool) in NewPools)
        {
            pools[id] = pool with { LastChange = Epoch };
        }

        return pools;
    }

    private OsdIncrementalDaemonPart BuildDaemons(Features features) => new()
    {
        NewHeartbeatBackUp = NewHeartbeatBackUp,
        NewUpThru = NewUpThru,
        NewLastCleanInterval = NewLastCleanInterval,
        NewLost = NewLost,
        NewBlocklist = NewBlocklist,
        OldBlocklist = [.. OldBlocklist],
        NewUpCluster = NewUpCluster,
        NewUuid = NewUuid,
        NewExtraInfo = NewExtraInfo,
        NewHeartbeatFrontUp = NewHeartbeatFrontUp,
        EncodeFeatures = features & SignificantFeatures,
        NewFullRatio = NewFullRatio ?? -1,
        NewNearFullRatio = NewNearFullRatio ?? -1,
        NewBackfillFullRatio = NewBackfillFullRatio ?? -1,
        NewRequireMinCompatClient = NewRequireMinCompatClient ?? OsdIncrementalDaemonPart.UnchangedRelease,
        NewRequireOsdRelease = NewRequireOsdRelease ?? OsdIncrementalDaemonPart.UnchangedRelease,
        NewCrushNodeFlags = NewCrushNodeFlags,
        NewDeviceClassFlags = NewDeviceClassFlags,
    };
}
