using MgrPlatform.Manager.Pg.Documents;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Manager.Commands;

/// <summary><c>ceph osd …</c> as far as the PG map tells it: latencies, use, what blocks, what goes on in pools.</summary>
internal static class OsdCommands
{
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    public static OwnAnswer Perf(CommandCall call, OwnContext context)
    {
        if (call.WantsJson)
        {
            return PgCommands.Json(call, context, 0, "", json =>
            {
                json.WriteStartObject("osdstats");
                json.WriteStartArray("osd_perf_infos");
                foreach (var (osd, stat) in context.Map.Osds)
                {
                    json.WriteStartObject();
                    json.WriteNumber("id", osd);
                    stat.Performance.Dump(json, "perf_stats");
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }

        var table = new TextTable(("osd", true), ("commit_latency(ms)", true), ("apply_latency(ms)", true));
        foreach (var (osd, stat) in context.Map.Osds)
        {
            table.Add(
                $"{osd}",
                $"{stat.Performance.CommitNanoseconds / NanosecondsPerMillisecond}",
                $"{stat.Performance.ApplyNanoseconds / NanosecondsPerMillisecond}");
        }

        return PgCommands.Plain(context, table.ToString());
    }

    public static OwnAnswer BlockedBy(CommandCall call, OwnContext context)
    {
        if (call.WantsJson)
        {
            return PgCommands.Json(call, context, 0, "", json =>
            {
                json.WriteStartObject("osd_blocked_by");
                json.WriteStartArray("osd_blocked_by_infos");
                foreach (var (osd, count) in context.Map.BlockedBy)
                {
                    json.WriteStartObject();
                    json.WriteNumber("id", osd);
                    json.WriteNumber("num_blocked", count);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }

        var table = new TextTable(("osd", true), ("num_blocked", true));
        foreach (var (osd, count) in context.Map.BlockedBy)
        {
            table.Add($"{osd}", $"{count}");
        }

        return PgCommands.Plain(context, table.ToString());
    }

    public static OwnAnswer Use(CommandCall call, OwnContext context)
    {
        var filter = call.Text("filter") ?? "";
        if (OsdUtilization.Of(context.Map, filter) is not { } use)
        {
            return OwnAnswer.Refuse(Errno.Invalid, $"'{filter}' not a pool, crush node or device class name");
        }

        var asTree = call.Text("output_method") == "tree";
        return call.WantsJson
            ? OwnAnswer.Coded(0, call.Json(json => OsdUtilizationReport.Write(json, use, asTree)), "")
            : OwnAnswer.Text(OsdUtilizationReport.Text(use, asTree));
    }

    public static OwnAnswer PoolStats(CommandCall call, OwnContext context)
    {
        var map = context.Map;
        IEnumerable<long> pools = map.OsdMap.Client.Pools.Keys;
        if (call.Text("pool_name") is { Length: > 0 } name)
        {
            if (PoolNames.Find(map.OsdMap, name) is not { } found)
            {
                return OwnAnswer.Refuse(Errno.NotFound, $"unrecognized pool '{name}'");
            }

            pools = [found];
        }

        if (!call.WantsJson)
        {
            return map.OsdMap.Client.Pools.Count == 0
                ? OwnAnswer.Text("", "there are no pools!")
                : OwnAnswer.Text(string.Concat(pools.Select(pool => PoolRates.Text(map, pool))));
        }

        return OwnAnswer.Coded(
            0,
            call.Json(json =>
            {
                json.WriteStartArray();
                foreach (var pool in pools)
                {
                    PoolRates.Write(json, map, pool);
                }

                json.WriteEndArray();
            }),
            "");
    }
}
