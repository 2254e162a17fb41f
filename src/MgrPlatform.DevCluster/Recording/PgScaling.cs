using System.Globalization;
using System.Text.Json.Nodes;

namespace MgrPlatform.DevCluster.Recording;

/// <summary>The recorded placement group and OSD statistics with those of the copies added. What is added holds no objects.</summary>
internal static class PgScaling
{
    public const string Clean = "active+clean";

    /// <summary>Adds the groups that the OSD map has and the recording has not, on the copies; sums follow.</summary>
    public static void AddPgs(JsonObject pgMap, JsonObject osdMap, OsdLayout layout)
    {
        if (layout.Count == OsdLayout.Recorded)
        {
            return;
        }

        var stats = pgMap["pg_stats"]!.AsArray();
        var copies = layout.Count - OsdLayout.Recorded;
        var clean = stats.Select(pg => pg!.AsObject()).Where(pg => pg["state"]!.GetValue<string>() == Clean).ToList();
        foreach (var pool in osdMap["pools"]!.AsArray())
        {
            var id = pool!["pool"]!.Int();
            var own = stats.Select(pg => pg!.AsObject()).Where(pg => PoolOf(pg) == id).ToList();
            var added = Missing(own, clean, pool, seed => [OsdLayout.Recorded + (seed % copies), layout.Peers(OsdLayout.Recorded + (seed % copies)).First]);
            var sums = pgMap["pool_stats"]!.AsArray().First(sum => sum!["poolid"]!.Int() == id)!;
            foreach (var group in added)
            {
                stats.Add(group);
                Count(sums, 1, 2);
                Count(pgMap["pg_stats_sum"]!, 0, 2);
            }
        }
    }

    /// <summary>Groups of a pool up to its <c>pg_num</c> that are not among <paramref name="own"/>; they are clean and hold nothing.</summary>
    /// <param name="models">Any groups, of which a clean one is copied.</param>
    public static List<JsonObject> Missing(
        IReadOnlyList<JsonObject> own, IReadOnlyList<JsonObject> models, JsonNode pool, Func<int, int[]> place, string state = Clean)
    {
        var known = own.Select(pg => pg["pgid"]!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        var model = models.First(pg => pg["state"]!.GetValue<string>() == Clean);
        return
        [
            .. Enumerable.Range(0, pool["pg_num"]!.Int())
                .Select(seed => (Seed: seed, Name: Name(pool["pool"]!.Int(), seed)))
                .Where(group => !known.Contains(group.Name))
                .Select(group => Empty(model, group.Name, state, place(group.Seed))),
        ];
    }

    public static int PoolOf(JsonObject group) =>
        int.Parse(group["pgid"]!.GetValue<string>().Split('.')[0], CultureInfo.InvariantCulture);

    private static JsonObject Empty(JsonObject template, string name, string state, int[] osds)
    {
        var copy = template.DeepClone().AsObject();
        copy["pgid"] = name;
        copy["state"] = state;
        copy["version"] = "0'0";
        copy["log_start"] = "0'0";
        copy["ondisk_log_start"] = "0'0";
        copy["log_size"] = 0;
        copy["ondisk_log_size"] = 0;
        copy["up"] = new JsonArray([.. osds]);
        copy["acting"] = new JsonArray([.. osds]);
        copy["up_primary"] = osds[0];
        copy["acting_primary"] = osds[0];
        copy["blocked_by"] = new JsonArray();
        copy["stat_sum"] = Zeros(copy["stat_sum"]!.AsObject());
        return copy;
    }

    public static JsonObject Zeros(JsonObject sums) => new(sums.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)0)));

    private static string Name(int pool, int seed) => string.Create(CultureInfo.InvariantCulture, $"{pool}.{seed:x}");

    /// <summary>Adds the copies and sets what each OSD holds to what the recorded table shows; sums follow.</summary>
    public static void AddOsds(JsonObject pgMap, OsdLayout layout, StatusFigures figures)
    {
        var list = pgMap["osd_stats"]!.AsArray();
        foreach (var stat in list)
        {
            SetUsed(stat!, figures.Osds[stat!["osd"]!.Int()].UsedKb);
        }

        var templates = list.ToDictionary(stat => stat!["osd"]!.Int(), stat => stat!.AsObject());
        var groups = pgMap["pg_stats"]!.AsArray().SelectMany(pg => pg!["acting"]!.AsArray()).CountBy(osd => osd!.Int()).ToDictionary();
        for (var osd = OsdLayout.Recorded; osd < layout.Count; osd++)
        {
            var copy = templates[OsdLayout.Template(osd)].DeepClone();
            var (first, second) = layout.Peers(osd);
            copy["osd"] = osd;
            copy["num_pgs"] = groups.GetValueOrDefault(osd);
            copy["hb_peers"] = new JsonArray(first, second);
            var pings = copy["network_ping_times"]!.AsArray();
            pings[0]!["osd"] = first;
            pings[1]!["osd"] = second;
            list.Add(copy);
        }

        var sum = pgMap["osd_stats_sum"]!;
        sum["num_osds"] = layout.Count;
        foreach (var field in (string[])["num_pgs", "kb", "kb_used", "kb_avail"])
        {
            sum[field] = list.Sum(stat => stat![field]!.Long());
        }

        foreach (var field in (string[])["total", "available"])
        {
            sum["statfs"]![field] = list.Sum(stat => stat!["statfs"]![field]!.Long());
        }
    }

    /// <summary>The pools' and the cluster's space, in agreement with the OSDs and with the recorded table.</summary>
    public static JsonObject Space(JsonObject df, JsonObject pgMap, OsdLayout layout, StatusFigures figures)
    {
        var sum = pgMap["osd_stats_sum"]!;
        var (total, free) = (sum["statfs"]!["total"]!.Long(), sum["statfs"]!["available"]!.Long());
        foreach (var stats in new[] { df["stats"]!, df["stats_by_class"]!["hdd"]! })
        {
            stats["total_bytes"] = total;
            stats["total_avail_bytes"] = free;
            stats["total_used_bytes"] = total - free;
            stats["total_used_raw_bytes"] = total - free;
            stats["total_used_raw_ratio"] = (total - free) / (double)total;
        }

        df["stats"]!["num_osds"] = layout.Count;
        foreach (var pool in df["pools"]!.AsArray())
        {
            var stats = pool!["stats"]!;
            var shown = figures.Pools.FirstOrDefault(figure => figure.Name == pool["name"]!.GetValue<string>());
            if (shown is not null)
            {
                stats["stored"] = shown.Used;
                stats["stored_data"] = shown.Used;
                stats["stored_raw"] = shown.Used * 2;
                stats["bytes_used"] = shown.Used;
                stats["data_bytes_used"] = shown.Used;
                stats["kb_used"] = (shown.Used + 1023) / 1024;
                stats["max_avail"] = shown.Available;
            }

            // More OSDs, more room.
            var available = (long)(stats["max_avail"]!.Long() * (double)layout.Count / OsdLayout.Recorded);
            stats["max_avail"] = available;
            stats["avail_raw"] = (long)(stats["avail_raw"]!.Long() * (double)layout.Count / OsdLayout.Recorded);
            var used = stats["bytes_used"]!.Long();
            stats["percent_used"] = FloatFields.Float(used == 0 ? 0 : used / (double)(used + available));
        }

        return df;
    }

    private static void Count(JsonNode sums, int groups, int copies)
    {
        if (groups > 0)
        {
            sums["num_pg"] = sums["num_pg"]!.Int() + groups;
        }

        sums["up"] = sums["up"]!.Int() + copies;
        sums["acting"] = sums["acting"]!.Int() + copies;
    }

    private static void SetUsed(JsonNode stat, long usedKb)
    {
        var kb = stat["kb"]!.Long();
        stat["kb_used"] = usedKb;
        stat["kb_avail"] = kb - usedKb;
        stat["statfs"]!["available"] = (kb - usedKb) * 1024;
    }
}
