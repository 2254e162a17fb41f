using System.Text.Json;
using MgrPlatform.Manager.Pg;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Commands;

/// <summary>What would become of placement groups if some OSDs stopped.</summary>
internal sealed class OfflineGroups
{
    private const int NoOsd = int.MaxValue;
    private const int DepthLimit = 64;

    private readonly List<PgId> _unknown = [];
    private readonly List<PgId> _noPool = [];
    private readonly List<PgId> _alreadyInactive = [];
    private readonly List<PgId> _becomeInactive = [];
    private readonly List<PgId> _becomeDegraded = [];
    private readonly List<PgId> _becomeMoreDegraded = [];

    private OfflineGroups(IReadOnlySet<int> osds) => Osds = osds;

    public IReadOnlySet<int> Osds { get; }

    public int UnknownCount => _unknown.Count;

    public int BadCount { get; private set; }

    public bool IsSafe => BadCount == 0 && UnknownCount == 0;

    private int GoodCount => _becomeDegraded.Count + _becomeMoreDegraded.Count;

    public static OfflineGroups Of(PgMapSnapshot map, IReadOnlySet<int> osds)
    {
        var report = new OfflineGroups(osds);
        foreach (var (id, stat) in map.Groups)
        {
            report.Add(map, id, stat);
        }

        return report;
    }

    /// <summary>
    /// The report on these OSDs, and, as long as all stays safe, on as many of their neighbours in the CRUSH tree as may stop with them.
    /// </summary>
    public static OfflineGroups OfMost(PgMapSnapshot map, SortedSet<int> osds, int most)
    {
        var best = Of(map, osds);
        if (!best.IsSafe || osds.Count >= most || osds.Count == 0 || map.OsdMap.Client.Crush is not { } crush)
        {
            return best;
        }

        var tree = new CrushView(crush);
        var chosen = new SortedSet<int>(osds);
        int? parent = chosen.Min;
        for (var depth = 0; depth < DepthLimit && (parent = tree.ParentOf(parent.Value)) is { } found; depth++)
        {
            var failed = false;
            foreach (var osd in tree.Below(found).Where(id => id >= 0 && map.OsdMap.IsUp(id) && !chosen.Contains(id)).Order().ToArray())
            {
                var report = Of(map, new SortedSet<int>(chosen) { osd });
                if (!report.IsSafe)
                {
                    failed = true;
                    continue;
                }

                chosen.Add(osd);
                best = report;
                if (chosen.Count == most)
                {
                    return best;
                }
            }

            if (failed)
            {
                return best;
            }
        }

        return best;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("ok_to_stop", IsSafe);
        json.WriteStartArray("osds");
        foreach (var osd in Osds)
        {
            json.WriteNumberValue(osd);
        }

        json.WriteEndArray();
        json.WriteNumber("num_ok_pgs", GoodCount);
        json.WriteNumber("num_not_ok_pgs", BadCount);
        Write(json, "unknown_pgs", _unknown);
        Write(json, "bad_no_pool_pgs", _noPool);
        Write(json, "bad_already_inactive", _alreadyInactive);
        Write(json, "bad_become_inactive", _becomeInactive);
        Write(json, "ok_become_degraded", _becomeDegraded);
        Write(json, "ok_become_more_degraded", _becomeMoreDegraded);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, List<PgId> groups)
    {
        if (groups.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var id in groups)
        {
            json.WriteStringValue(id.ToString());
        }

        json.WriteEndArray();
    }

    private void Add(PgMapSnapshot map, PgId id, PgStat stat)
    {
        if (stat.State == PgState.Unknown)
        {
            _unknown.Add(id);
            return;
        }

        // Of a degraded group only the OSDs that miss nothing count.
        var isDegraded = (stat.State & PgState.Degraded) != 0;
        var holders = isDegraded ? stat.AvailableNoMissing.Select(static shard => shard.Osd) : stat.Acting;
        var left = new HashSet<int>();
        var isHit = false;
        foreach (var osd in holders)
        {
            if (Osds.Contains(osd))
            {
                isHit = true;
            }
            else if (osd != NoOsd)
            {
                left.Add(osd);
            }
        }

        if (!isHit)
        {
            return;
        }

        var isBad = false;
        if (!map.OsdMap.Client.Pools.TryGetValue(id.Pool, out var pool))
        {
            _noPool.Add(id);
            isBad = true;
        }

        if ((stat.State & PgState.Active) == 0)
        {
            _alreadyInactive.Add(id);
            isBad = true;
        }

        if (pool is not null && left.Count < pool.MinSize)
        {
            _becomeInactive.Add(id);
            isBad = true;
        }

        if (isBad)
        {
            BadCount++;
        }
        else
        {
            (isDegraded ? _becomeMoreDegraded : _becomeDegraded).Add(id);
        }
    }
}
