using System.Globalization;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>
/// The data of the recorded OSDs of this process, group by group: a group is the same whoever leads it. Safe from any thread.
/// </summary>
public sealed class PlacementGroups(RecordedStorage recorded, TimeProvider time)
{
    private const ulong CreatingFlag = 1 << 15;
    private const byte Erasure = 3;
    private const ulong Capacity = 1UL << 30; // What the recorded OSDs had.
    private const ulong Overhead = 4UL << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<PgId, PlacementGroup> _groups = [];
    private Dictionary<PgId, PgPlacement> _places = [];
    private OsdMap? _map;

    /// <summary>The groups that an OSD leads of pools that are being made.</summary>
    internal IReadOnlyList<PgId> Creating(int osd, OsdMap map)
    {
        lock (_gate)
        {
            Place(map);
            return [.. _places.Where(place => place.Value.ActingPrimary == osd
                && (_map!.Client.Pools[place.Key.Pool].Flags & CreatingFlag) != 0).Select(static place => place.Key)];
        }
    }

    /// <summary>What an OSD tells of itself and of the groups that it leads.</summary>
    internal MPGStats Report(int osd, OsdMap map, ulong sequence)
    {
        lock (_gate)
        {
            Place(map);
            var now = time.GetUtcNow();
            Dictionary<PgId, PgStat> stats = [];
            var held = 0u;
            SortedDictionary<long, ulong> stored = [];
            foreach (var (id, place) in _places)
            {
                var pool = _map!.Client.Pools[id.Pool];
                if (place.ActingPrimary == osd)
                {
                    stats[id] = Find(id, pool, now).Report(place, pool, _map.Epoch, now);
                }

                if (place.Acting.Contains(osd))
                {
                    held++;
                    stored[id.Pool] = stored.GetValueOrDefault(id.Pool) + (ulong)(Find(id, pool, now).Bytes / DataParts(pool));
                }
            }

            return new MPGStats
            {
                Fsid = _map!.Client.Fsid,
                Epoch = _map.Epoch,
                PgStats = stats,
                OsdStat = Describe(osd, _map, held, stored.Values.Aggregate(0UL, static (sum, each) => sum + each), sequence),
                Pools = stored.ToDictionary(static pool => pool.Key, static pool => Filled(pool.Value)),
            };
        }
    }

    private static OsdStat Describe(int osd, OsdMap map, uint held, ulong stored, ulong sequence)
    {
        var used = Math.Min(Capacity, stored + Overhead);
        var upFrom = osd < map.Daemons.Infos.Count ? map.Daemons.Infos[osd].UpFrom : 0;
        return new OsdStat
        {
            Kb = (long)(Capacity / 1024),
            KbUsed = (long)(used / 1024),
            KbAvailable = (long)((Capacity - used) / 1024),
            KbUsedData = (long)(stored / 1024),
            KbUsedMeta = (long)(Overhead / 1024),
            HeartbeatPeers = [.. Enumerable.Range(0, map.Client.MaxOsd).Where(other => other != osd && map.IsUp(other))],
            UpFrom = upFrom,
            Sequence = ((ulong)upFrom << 32) + sequence,
            PgCount = held,
            OsdCount = 1,
            PerPoolOsdCount = 1,
            Statfs = Filled(stored) with { Total = Capacity, Available = Capacity - used, InternalMetadata = (long)Overhead },
        };
    }

    private static StoreStatfs Filled(ulong stored) => StoreStatfs.Zero with { Allocated = (long)stored, DataStored = (long)stored };

    /// <summary>Of an erasure-coded object each OSD holds a part.</summary>
    private long DataParts(PgPool pool) => pool.Type == Erasure
        && _map!.Client.ErasureCodeProfiles.TryGetValue(pool.ErasureCodeProfile, out var profile)
        && profile.TryGetValue("k", out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parts) && parts > 0
            ? parts
            : 1;

    /// <summary>Where everything lies by the newest map that any of the OSDs has.</summary>
    private void Place(OsdMap map)
    {
        if (_map is not null && map.Epoch <= _map.Epoch)
        {
            return;
        }

        var mapper = new PgMapper(map);
        _map = map;
        _places = map.Client.Pools
            .SelectMany(static pool => Enumerable.Range(0, (int)pool.Value.PgCount).Select(seed => new PgId(pool.Key, (uint)seed)))
            .ToDictionary(static id => id, mapper.Map);
        foreach (var gone in _groups.Keys.Where(id => !_places.ContainsKey(id)).ToList())
        {
            _groups.Remove(gone);
        }
    }

    private PlacementGroup Find(PgId id, PgPool pool, DateTimeOffset now)
    {
        if (!_groups.TryGetValue(id, out var group))
        {
            var name = _map!.Client.PoolNames.GetValueOrDefault(id.Pool, "");
            var rate = recorded.RateOf(name);
            var share = 1.0 / Math.Max(1, pool.PgCount);
            group = new PlacementGroup(
                recorded.Group(name, id.Seed),
                new ClientRate(rate.Reads * share, rate.ReadKb * share, rate.Writes * share, rate.WriteKb * share),
                _map.Epoch,
                now);
            _groups[id] = group;
        }

        return group;
    }
}
