using System.Text.Json;
using MgrPlatform.Manager.Pg;
using MgrPlatform.Manager.Pg.Documents;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Manager.Commands;

/// <summary><c>ceph pg …</c> as far as it only looks.</summary>
internal static class PgCommands
{
    private const string NotReady = "Warning: due to ceph-mgr restart, some PG states may not be up to date\n";

    private const PgState AllStates = (PgState)ulong.MaxValue;

    // The state names that fit 32 bits are the ones that Ceph offers.
    private const PgState OfferedStates = (PgState)uint.MaxValue;

    public static OwnAnswer Stat(CommandCall call, OwnContext context) =>
        call.WantsJson
            ? Json(call, context, 0, "", json =>
            {
                json.WriteStartObject("pg_summary");
                WriteBrief(json, context.Map);
                json.WriteEndObject();
            })
            : Plain(context, BriefLine(context.Map) + "\n");

    public static OwnAnswer GetMap(CommandCall call, OwnContext context) =>
        OwnAnswer.Coded(0, WireWriter.Encode(context.Map.ToImage()), $"{Warning(context)}got pgmap version {context.Map.Version}");

    public static OwnAnswer Dump(CommandCall call, OwnContext context)
    {
        var parts = new SortedSet<string>(
            call.Prefix switch
            {
                "pg dump_json" => ["all"],
                "pg dump_pools_json" => ["pools"],
                _ => call.Texts("dumpcontents") is { Length: > 0 } asked ? asked : ["all"],
            },
            StringComparer.Ordinal);
        var status = $"dumped {string.Join(',', parts)}";
        return call.WantsJson
            ? Json(call, context, 0, status, json => WriteParts(json, context, parts))
            : Plain(context, DumpText(context.Map, parts, context.Release), status);
    }

    public static OwnAnswer List(CommandCall call, OwnContext context)
    {
        var map = context.Map;
        var pool = call.Integer("pool") ?? -1;
        if (call.Prefix == "pg ls-by-pool")
        {
            var name = call.Text("poolstr") ?? "";
            pool = PoolNames.Find(map.OsdMap, name) ?? -1;
            if (pool < 0)
            {
                return Fail(call, context, Errno.NotFound, $"pool {name} does not exist");
            }
        }

        if (pool >= 0 && !map.OsdMap.Client.Pools.ContainsKey(pool))
        {
            return Fail(call, context, Errno.NotFound, $"pool {pool} does not exist");
        }

        int? osd = call.Text("osd") is { } text
            ? OsdIds.Parse(text, out var complaint) ?? throw new CommandCallException(complaint)
            : null;
        if (osd is { } wanted && !map.OsdMap.IsUp(wanted))
        {
            return Fail(call, context, Errno.TryAgain, $"osd {wanted} is not up");
        }

        if (StatesOf(call, out var unknown) is not { } states)
        {
            return Fail(
                call, context, Errno.Invalid, $"'{unknown}' is not a valid pg state, available choices: {OfferedStates.ToName()}");
        }

        var byPrimary = call.Prefix == "pg ls-by-primary";
        var groups = map.Groups
            .Where(group => pool < 0 || group.Key.Pool == pool)
            .Where(group => osd is not { } id || (byPrimary ? group.Value.ActingPrimary == id : group.Value.Acting.Contains(id)))
            .Where(group => states == AllStates || (group.Value.State & states) != 0 || (states == 0 && group.Value.State == 0))
            .ToList();
        if (call.WantsJson)
        {
            return Json(call, context, 0, "", json =>
            {
                if (groups.Count > 0)
                {
                    PgDump.WriteGroups(json, "pg_stats", groups, context.Release);
                }
            });
        }

        return Plain(context, groups.Count == 0 ? "" : PgTables.List(groups, context.Now, context.Release) + PgTables.OmapNote);
    }

    public static OwnAnswer DumpStuck(CommandCall call, OwnContext context)
    {
        var kinds = call.Texts("stuckops") is { Length: > 0 } asked ? asked : ["unclean"];
        if (kinds.FirstOrDefault(kind => !StuckGroups.IsKnown(kind)) is { } unknown)
        {
            return Plain(context, $"Unknown type: {unknown}\n", "failed");
        }

        var threshold = call.Integer("threshold") is { } seconds ? TimeSpan.FromSeconds(seconds) : context.Health.StuckThreshold;
        var groups = StuckGroups.Of(context.Map, kinds, context.Now, threshold).ToList();
        return call.WantsJson
            ? Json(call, context, 0, "ok", json => PgDump.WriteGroups(json, "stuck_pg_stats", groups, context.Release))
            : Plain(context, groups.Count == 0 ? "" : PgTables.GroupsInBrief(groups), "ok");
    }

    public static OwnAnswer Debug(CommandCall call, OwnContext context)
    {
        var stat = call.Text("debugop") switch
        {
            null or "unfound_objects_exist" => ObjectStat.ObjectsUnfound,
            "degraded_pgs_exist" => ObjectStat.ObjectsDegraded,
            var other => throw new CommandCallException($"'{other}' is no debugop"),
        };
        var answer = context.Map.Groups.Any(group => group.Value.Stats[stat] > 0) ? "TRUE" : "FALSE";

        // Ceph prints the word even where JSON was asked for, and then the JSON.
        return call.WantsJson
            ? OwnAnswer.Coded(0, $"{answer}\n{{\"pg_ready\":{(context.Map.IsReady ? "true" : "false")}}}", Warning(context))
            : Plain(context, answer + "\n");
    }

    internal static OwnAnswer Json(CommandCall call, OwnContext context, int code, string status, Action<Utf8JsonWriter> writeMembers) =>
        OwnAnswer.Coded(
            code,
            call.Json(json =>
            {
                json.WriteStartObject();
                json.WriteBoolean("pg_ready", context.Map.IsReady);
                writeMembers(json);
                json.WriteEndObject();
            }),
            Warning(context) + status);

    internal static OwnAnswer Plain(OwnContext context, string text, string status = "") => OwnAnswer.Text(text, Warning(context) + status);

    private static OwnAnswer Fail(CommandCall call, OwnContext context, int errno, string status) =>
        call.WantsJson
            ? Json(call, context, -errno, status, static _ => { })
            : OwnAnswer.Refuse(errno, Warning(context) + status);

    private static string Warning(OwnContext context) => context.Map.IsReady ? "" : NotReady;

    private static PgState? StatesOf(CommandCall call, out string unknown)
    {
        unknown = "";
        var words = call.Texts("states");
        if (words.Length == 0 || words.Contains("all"))
        {
            return AllStates;
        }

        var states = PgState.Unknown;
        foreach (var word in words.Reverse())
        {
            if (!PgStateNames.TryParse(word, out var state))
            {
                unknown = word;
                return null;
            }

            states |= state;
        }

        return states;
    }

    private static void WriteParts(Utf8JsonWriter json, OwnContext context, SortedSet<string> parts)
    {
        var map = context.Map;
        if (parts.Overlaps(["all", "summary", "sum"]))
        {
            json.WriteStartObject("pg_map");
            if (parts.Contains("all"))
            {
                PgDump.WriteAll(json, map, context.Release, withPings: true);
            }
            else
            {
                PgDump.WriteBasics(json, map, context.Release);
            }

            json.WriteEndObject();
            return;
        }

        if (parts.Contains("pools"))
        {
            PgDump.WritePools(json, map);
        }

        if (parts.Contains("osds"))
        {
            PgDump.WriteOsds(json, map, context.Release, withPings: true);
        }

        if (parts.Contains("pgs"))
        {
            PgDump.WriteGroups(json, map, context.Release);
        }
        else if (parts.Contains("pgs_brief"))
        {
            PgDump.WriteGroupsInBrief(json, map);
        }

        if (parts.Contains("delta"))
        {
            json.WriteStartObject("delta");
            PgDump.WriteDelta(json, map);
            json.WriteEndObject();
        }
    }

    private static string DumpText(PgMapSnapshot map, SortedSet<string> parts, Release release)
    {
        if (parts.Contains("all"))
        {
            return PgTables.Basics(map) + PgTables.Groups(map, release) + PgTables.Pools(map, withHeadings: false)
                + PgTables.Sum(map, withHeadings: false) + PgTables.Osds(map) + PgTables.OmapNote;
        }

        if (parts.Overlaps(["summary", "sum"]))
        {
            return PgTables.Basics(map) + PgTables.Sum(map, withHeadings: true) + PgTables.OsdSum(map) + PgTables.OmapNote;
        }

        var text = parts.Contains("pgs_brief") ? PgTables.GroupsInBrief(map.Groups) : "";
        text += parts.Contains("pgs") ? PgTables.Groups(map, release) : "";
        text += parts.Contains("pools") ? PgTables.Pools(map, withHeadings: !parts.Contains("pgs")) : "";
        text += parts.Contains("osds") ? PgTables.Osds(map) : "";
        return text + (parts.Overlaps(["pgs", "pools"]) ? PgTables.OmapNote : "");
    }

    private static string BriefLine(PgMapSnapshot map)
    {
        var statfs = map.OsdSum.Statfs;
        var states = string.Join(", ", map.PgsByState.Select(static pair => $"{pair.Value} {pair.Key.ToName()}"));
        var traffic = new PgTraffic(map.Delta, map.DeltaDuration);
        var parts = new List<string>
        {
            $"{map.PgCount} pgs: {states}",
            $"{Sizes.Bytes(map.Sum.Stats[ObjectStat.Bytes])} data, {Sizes.Bytes(statfs.Used)} used, "
                + $"{Sizes.Bytes(statfs.Available)} / {Sizes.Bytes(statfs.Total)} avail",
        };
        if (traffic.ClientTextInBrief() is { Length: > 0 } clients)
        {
            parts.Add(clients);
        }

        parts.AddRange(PgTraffic.ShareTexts(map.Sum.Stats));
        if (traffic.RecoveryText() is { Length: > 0 } recovery)
        {
            parts.Add($"{recovery} recovering");
        }

        return string.Join("; ", parts);
    }

    private static void WriteBrief(Utf8JsonWriter json, PgMapSnapshot map)
    {
        json.WriteStartArray("num_pg_by_state");
        foreach (var (state, count) in map.PgsByState)
        {
            json.WriteStartObject();
            json.WriteString("name", state.ToName());
            json.WriteNumber("num", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var statfs = map.OsdSum.Statfs;
        var traffic = new PgTraffic(map.Delta, map.DeltaDuration);
        json.WriteNumber("num_pgs", map.PgCount);
        json.WriteNumber("num_bytes", map.Sum.Stats[ObjectStat.Bytes]);
        json.WriteNumber("total_bytes", statfs.Total);
        json.WriteNumber("total_avail_bytes", statfs.Available);
        json.WriteNumber("total_used_bytes", statfs.Used);
        json.WriteNumber("total_used_raw_bytes", statfs.UsedRaw);
        traffic.WriteClientsInBrief(json);
        PgTraffic.WriteShares(json, map.Sum.Stats);
        traffic.WriteRecovery(json);
    }
}
