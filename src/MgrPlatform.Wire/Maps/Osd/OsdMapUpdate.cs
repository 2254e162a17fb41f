using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>
/// One epoch's map and the changes make the next epoch's map. The result is written to the same bytes as the monitors' own,
/// so that its checksum proves it; <see cref="Verify"/> does.
/// </summary>
public static class OsdMapUpdate
{
    /// <exception cref="WireFormatException">The changes are not of this cluster's next epoch, or name an OSD that cannot be.</exception>
    public static OsdMap Apply(OsdMap map, OsdMapIncremental incremental)
    {
        var changes = incremental.Client;
        if (changes.Epoch != map.Epoch + 1 || changes.Fsid != map.Client.Fsid)
        {
            throw new WireFormatException(
                $"changes to epoch {changes.Epoch} of {changes.Fsid} do not fit the map of epoch {map.Epoch} of {map.Client.Fsid}", 0);
        }

        if (changes.FullMap.Length > 0)
        {
            var reader = new WireReader(changes.FullMap);
            return reader.Read<OsdMap>();
        }

        var osds = new OsdLists(map, changes.NewMaxOsd);
        osds.Apply(incremental);
        return new OsdMap(
            ApplyClient(map.Client, incremental, osds),
            ApplyDaemons(map.Daemons, incremental, osds),
            incremental.FullCrc);
    }

    /// <summary>Whether a map that <see cref="Apply"/> made has the checksum that the changes announced.</summary>
    public static bool Verify(OsdMap map, OsdMapIncremental incremental)
    {
        var bytes = WireWriter.Encode(map, incremental.Daemons.EncodeFeatures);
        return new WireReader(bytes.AsSpan(bytes.Length - sizeof(uint))).ReadUInt32() == incremental.FullCrc;
    }

    private static OsdMapClientPart ApplyClient(OsdMapClientPart map, OsdMapIncremental incremental, OsdLists osds)
    {
        var changes = incremental.Client;
        return map with
        {
            Epoch = changes.Epoch,
            Modified = changes.Modified,
            Pools = Patch(map.Pools, changes.NewPools.Select(pair => Touch(pair, changes.Epoch)), changes.OldPools),
            PoolNames = Patch(map.PoolNames, changes.NewPoolNames, changes.OldPools),
            PoolMax = changes.NewPoolMax == OsdIncrementalClientPart.Unchanged ? map.PoolMax : (int)changes.NewPoolMax,
            Flags = changes.NewFlags == OsdIncrementalClientPart.Unchanged ? map.Flags : (OsdMapFlags)changes.NewFlags,
            MaxOsd = osds.Count,
            OsdStates = osds.States,
            OsdWeights = osds.Weights,
            ClientAddresses = osds.ClientAddresses,
            PgTemp = Patch(
                map.PgTemp,
                changes.NewPgTemp.Where(static pair => pair.Value.Length > 0),
                Keys(changes.NewPgTemp, static osds => osds.Length == 0)),
            PrimaryTemp = Patch(
                map.PrimaryTemp,
                changes.NewPrimaryTemp.Where(static pair => pair.Value != -1),
                Keys(changes.NewPrimaryTemp, static osd => osd == -1)),
            PrimaryAffinity = osds.PrimaryAffinity,
            Crush = changes.Crush?.CountDevices() ?? map.Crush,
            CrushVersion = changes.Crush is null ? map.CrushVersion : map.CrushVersion + 1,
            ErasureCodeProfiles = Patch(
                map.ErasureCodeProfiles, changes.NewErasureCodeProfiles, changes.OldErasureCodeProfiles, StringComparer.Ordinal),
            PgUpmap = Patch(map.PgUpmap, changes.NewPgUpmap, changes.OldPgUpmap),
            PgUpmapItems = Patch(map.PgUpmapItems, changes.NewPgUpmapItems, changes.OldPgUpmapItems),
            PgUpmapPrimaries = Patch(map.PgUpmapPrimaries, changes.NewPgUpmapPrimaries, changes.OldPgUpmapPrimaries),
            NewRemovedSnaps = changes.NewRemovedSnaps,
            NewPurgedSnaps = changes.NewPurgedSnaps,
            LastUpChange = changes.NewLastUpChange.IsZero ? map.LastUpChange : changes.NewLastUpChange,
            LastInChange = changes.NewLastInChange.IsZero ? map.LastInChange : changes.NewLastInChange,
        };
    }

    private static OsdMapDaemonPart ApplyDaemons(OsdMapDaemonPart map, OsdMapIncremental incremental, OsdLists osds)
    {
        var changes = incremental.Daemons;
        var next = map with
        {
            HeartbeatBackAddresses = osds.HeartbeatBackAddresses,
            Infos = osds.Infos,
            Blocklist = Patch(map.Blocklist, changes.NewBlocklist, changes.OldBlocklist, EntityAddressOrder.Instance),
            ClusterAddresses = osds.ClusterAddresses,
            ClusterSnapshotEpoch = changes.ClusterSnapshot.Length > 0 ? incremental.Epoch : 0,
            ClusterSnapshot = changes.ClusterSnapshot,
            Uuids = osds.Uuids,
            ExtraInfos = osds.ExtraInfos,
            HeartbeatFrontAddresses = osds.HeartbeatFrontAddresses,
            NearFullRatio = changes.NewNearFullRatio >= 0 ? changes.NewNearFullRatio : map.NearFullRatio,
            FullRatio = changes.NewFullRatio >= 0 ? changes.NewFullRatio : map.FullRatio,
            BackfillFullRatio = changes.NewBackfillFullRatio >= 0 ? changes.NewBackfillFullRatio : map.BackfillFullRatio,
            RequireMinCompatClient = Changed(changes.NewRequireMinCompatClient, map.RequireMinCompatClient),
            RequireOsdRelease = Changed(changes.NewRequireOsdRelease, map.RequireOsdRelease),
            RemovedSnapsQueue = ApplySnaps(map.RemovedSnapsQueue, incremental.Client),
            CrushNodeFlags = PatchFlags(map.CrushNodeFlags, changes.NewCrushNodeFlags),
            DeviceClassFlags = PatchFlags(map.DeviceClassFlags, changes.NewDeviceClassFlags),
            Stretch = changes.Stretch.Changed ? ToStretchMode(changes.Stretch) : map.Stretch,
            RangeBlocklist = Patch(map.RangeBlocklist, changes.NewRangeBlocklist, changes.OldRangeBlocklist, EntityAddressOrder.Instance),
            AllowCrimson = map.AllowCrimson || changes.MutateAllowCrimson != 0,
        };
        return next with { StructVersion = VersionOf(next) };
    }

    // The monitors write no newer a version than the content needs.
    private static byte VersionOf(OsdMapDaemonPart map) =>
        map.AllowCrimson ? OsdMapDaemonPart.CrimsonVersion
        : map.RangeBlocklist.Count > 0 ? OsdMapDaemonPart.RangeBlocklistVersion
        : map.Stretch.Enabled ? OsdMapDaemonPart.StretchVersion
        : OsdMapDaemonPart.PacificVersion;

    private static Release Changed(Release change, Release old) =>
        change is OsdIncrementalDaemonPart.UnchangedRelease or Release.Unknown ? old : change;

    private static StretchMode ToStretchMode(StretchModeChange change) =>
        new(change.Enabled, change.BucketCount, change.Degraded, change.Recovering, change.Bucket);

    private static KeyValuePair<long, PgPool> Touch(KeyValuePair<long, PgPool> pool, uint epoch) =>
        new(pool.Key, pool.Value with { LastChange = epoch });

    private static IReadOnlyDictionary<int, uint> PatchFlags(
        IReadOnlyDictionary<int, uint> flags, IReadOnlyDictionary<int, uint> changes) =>
        Patch(flags, changes.Where(static pair => pair.Value != 0), Keys(changes, static bits => bits == 0));

    private static IReadOnlyDictionary<long, SnapInterval[]> ApplySnaps(
        IReadOnlyDictionary<long, SnapInterval[]> queue, OsdIncrementalClientPart changes)
    {
        if (changes.NewRemovedSnaps.Count == 0 && changes.NewPurgedSnaps.Count == 0)
        {
            return queue;
        }

        var next = new SortedDictionary<long, SnapInterval[]>(queue.ToDictionary());
        foreach (var (pool, removed) in changes.NewRemovedSnaps)
        {
            next[pool] = SnapIntervals.Union(next.GetValueOrDefault(pool, []), removed);
        }

        foreach (var (pool, purged) in changes.NewPurgedSnaps)
        {
            next[pool] = SnapIntervals.Subtract(next.GetValueOrDefault(pool, []), purged);
            if (next[pool].Length == 0)
            {
                next.Remove(pool);
            }
        }

        return next;
    }

    private static List<TKey> Keys<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> map, Func<TValue, bool> wanted)
        where TKey : notnull =>
        [.. map.Where(pair => wanted(pair.Value)).Select(static pair => pair.Key)];

    private static IReadOnlyDictionary<TKey, TValue> Patch<TKey, TValue>(
        IReadOnlyDictionary<TKey, TValue> map,
        IEnumerable<KeyValuePair<TKey, TValue>> added,
        IReadOnlyCollection<TKey> removed,
        IComparer<TKey>? order = null)
        where TKey : notnull
    {
        SortedDictionary<TKey, TValue>? next = null; // Most epochs change few of the maps: those that stay are not copied.
        foreach (var (key, value) in added)
        {
            next ??= Copy(map, order);
            next[key] = value;
        }

        foreach (var key in removed)
        {
            next ??= Copy(map, order);
            next.Remove(key);
        }

        return next is null ? map : next;
    }

    private static SortedDictionary<TKey, TValue> Copy<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> map, IComparer<TKey>? order)
        where TKey : notnull
    {
        var copy = new SortedDictionary<TKey, TValue>(order);
        foreach (var (key, value) in map)
        {
            copy[key] = value;
        }

        return copy;
    }
}
