using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>What <c>ceph -s</c> shows, as JSON and as text.</summary>
internal sealed class StatusReport(ClusterMachine machine, ClusterIdentity identity, ClusterState state)
{
    private readonly JsonObject _pgs = StatisticsDocuments.PgStatus(state);
    private readonly int _up = state.OsdMap.Osds.Count(osd => osd!["up"]!.Int() == 1);
    private readonly int _in = state.OsdMap.Osds.Count(osd => osd!["in"]!.Int() == 1);
    private readonly int _remapped = state.PgMap.States.Counts.All
        .Where(count => count.Key.Split('+').Contains("remapped")).Sum(count => count.Value);

    public JsonObject ToJson()
    {
        var quorum = machine.Services.QuorumStatus(state);
        var fs = machine.Maps.FsMap(state);
        var active = Active(fs);
        var manager = machine.Maps.ManagerMap(state);
        var pgs = _pgs.DeepClone().AsObject();
        pgs.Remove("pgs_by_pool_state");
        return new JsonObject
        {
            ["fsid"] = identity.Fsid.ToString(),
            ["health"] = JsonNode.Parse(JsonText.Text(writer => state.Health.Write(writer, detail: false))),
            ["election_epoch"] = quorum["election_epoch"]!.DeepClone(),
            ["quorum"] = quorum["quorum"]!.DeepClone(),
            ["quorum_names"] = quorum["quorum_names"]!.DeepClone(),
            ["quorum_age"] = quorum["quorum_age"]!.DeepClone(),
            ["monmap"] = new JsonObject
            {
                ["epoch"] = quorum["monmap"]!["epoch"]!.DeepClone(),
                ["min_mon_release_name"] = identity.Release,
                ["num_mons"] = quorum["monmap"]!["mons"]!.AsArray().Count,
            },
            ["osdmap"] = OsdSummary(),
            ["pgmap"] = pgs,
            ["fsmap"] = new JsonObject
            {
                ["epoch"] = fs["epoch"]!.DeepClone(),
                ["id"] = 1,
                ["up"] = 1,
                ["in"] = 1,
                ["max"] = 1,
                ["by_rank"] = new JsonArray(new JsonObject
                {
                    ["filesystem_id"] = 1,
                    ["rank"] = 0,
                    ["name"] = active["name"]!.DeepClone(),
                    ["status"] = active["state"]!.DeepClone(),
                    ["gid"] = active["gid"]!.DeepClone(),
                }),
                ["up:standby"] = fs["standbys"]!.AsArray().Count,
            },
            ["mgrmap"] = new JsonObject
            {
                ["available"] = true,
                ["num_standbys"] = manager["standbys"]!.AsArray().Count,
                ["modules"] = manager["modules"]!.DeepClone(),
                ["services"] = manager["services"]!.DeepClone(),
            },
            ["servicemap"] = MapDocuments.ServiceMap(state),
            ["progress_events"] = new JsonObject(state.Progress.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)new JsonObject
            {
                ["message"] = entry.Value.Text(state.Now),
                ["progress"] = Recording.FloatFields.Float(entry.Value.Event.Fraction),
                ["add_to_ceph_s"] = entry.Value.Event.AddToCephStatus,
            }))),
        };
    }

    /// <summary>What <c>osd stat</c> has too.</summary>
    public JsonObject OsdSummary() => new()
    {
        ["epoch"] = state.OsdMap.Epoch,
        ["num_osds"] = state.OsdMap.Osds.Count,
        ["num_up_osds"] = _up,
        ["osd_up_since"] = state.OsdMap.UpChanged.ToUnixTimeSeconds(),
        ["num_in_osds"] = _in,
        ["osd_in_since"] = state.OsdMap.InChanged.ToUnixTimeSeconds(),
        ["num_remapped_pgs"] = _remapped,
    };

    public string OsdLine(bool withEpoch)
    {
        var line = $"{state.OsdMap.Osds.Count} osds: {_up} up (since {Since(state.OsdMap.UpChanged)}), {_in} in (since {Since(state.OsdMap.InChanged)})";
        return line + (withEpoch ? $"; epoch: e{state.OsdMap.Epoch}" : "") + (_remapped > 0 ? $"; {_remapped} remapped pgs" : "");
    }

    public string ToText()
    {
        var text = new StringBuilder();
        text.Append("  cluster:\n    id:     ").Append(identity.Fsid).Append("\n    health: ").Append(state.Health.Status).Append('\n');
        foreach (var (_, check) in state.Health.InOrder)
        {
            text.Append("            ").Append(check.Summary).Append('\n');
        }

        Services(text);
        Data(text);
        Traffic(text);
        var progress = state.Progress.Values.Where(entry => entry.Event.AddToCephStatus).ToArray();
        if (progress.Length > 0)
        {
            text.Append(" \n  progress:\n");
            foreach (var entry in progress)
            {
                text.Append("    ").Append(entry.Text(state.Now)).Append('\n');
            }
        }

        return text.Append(" \n").ToString();
    }

    /// <summary>The line of <c>pg stat</c>.</summary>
    public string PgLine()
    {
        var states = state.PgMap.States.Counts.All.OrderBy(count => count.Value).Select(count => $"{count.Value} {count.Key}");
        var line = $"{Number("num_pgs")} pgs: {string.Join(", ", states)}; {Sizes.Bytes(Number("data_bytes"))} data, {Usage()}";
        if (Number("read_op_per_sec") + Number("write_op_per_sec") > 0)
        {
            line += $"; {Bandwidth()}{Sizes.Count(Number("read_op_per_sec") + Number("write_op_per_sec"))} op/s";
        }

        foreach (var share in Shares())
        {
            line += $"; {share}";
        }

        return Recovery() is { Length: > 0 } recovery ? $"{line}; {recovery} recovering" : line;
    }

    private void Services(StringBuilder text)
    {
        var quorum = machine.Services.QuorumStatus(state);
        var names = string.Join(',', quorum["quorum_names"]!.AsArray().Select(name => name!.GetValue<string>()));
        var age = CephTime.Age(TimeSpan.FromSeconds(machine.Services.QuorumAge(state)));
        var fs = machine.Maps.FsMap(state);
        var standbys = machine.Maps.ManagerMap(state)["standbys"]!.AsArray().Select(standby => standby!["name"]!.GetValue<string>());
        text.Append(" \n  services:\n");
        text.Append($"    mon: {quorum["quorum"]!.AsArray().Count} daemons, quorum {names} (age {age})\n");
        text.Append($"    mgr: {identity.ManagerId}(active, since {Since(state.Started)}), standbys: {string.Join(", ", standbys)}\n");
        text.Append($"    mds: 1/1 daemons up, {fs["standbys"]!.AsArray().Count} standby\n");
        text.Append($"    osd: {OsdLine(withEpoch: false)}\n");
        if (OsdMapFlags.WarnedOf(state.OsdMap.Flags) is { Length: > 0 } flags)
        {
            text.Append($"         flags {flags}\n");
        }

        text.Append("    rgw: 1 daemon active (1 hosts)\n");
    }

    private void Data(StringBuilder text)
    {
        text.Append(" \n  data:\n    volumes: 1/1 healthy\n");
        text.Append($"    pools:   {Number("num_pools")} pools, {Number("num_pgs")} pgs\n");
        text.Append($"    objects: {Sizes.Count(Number("num_objects"))} objects, {Sizes.Bytes(Number("data_bytes"))}\n");
        text.Append($"    usage:   {Usage()}\n");
        var counts = state.PgMap.States.Counts.All.OrderByDescending(count => count.Value).ToArray();
        var width = counts.Max(count => count.Value).ToString(CultureInfo.InvariantCulture).Length;
        var lines = Shares().Concat(counts.Select(count => $"{count.Value.ToString(CultureInfo.InvariantCulture).PadRight(width)} {count.Key}"));
        text.Append("    pgs:     ").AppendJoin("\n             ", lines).Append('\n');
    }

    private void Traffic(StringBuilder text)
    {
        var operations = Number("read_op_per_sec") + Number("write_op_per_sec");
        var recovery = Recovery();
        if (operations == 0 && recovery.Length == 0)
        {
            return;
        }

        text.Append(" \n  io:\n");
        if (operations > 0)
        {
            text.Append($"    client:   {Bandwidth()}{Sizes.Count(Number("read_op_per_sec"))} op/s rd, {Sizes.Count(Number("write_op_per_sec"))} op/s wr\n");
        }

        if (recovery.Length > 0)
        {
            text.Append($"    recovery: {recovery}\n");
        }
    }

    private IEnumerable<string> Shares()
    {
        foreach (var kind in (string[])["degraded", "misplaced"])
        {
            if (Number($"{kind}_objects") is > 0 and var count)
            {
                var total = Number($"{kind}_total");
                yield return $"{count}/{total} objects {kind} ({(count * 100.0 / total).ToString("F3", CultureInfo.InvariantCulture)}%)";
            }
        }
    }

    private string Bandwidth() =>
        (Number("read_bytes_sec") is > 0 and var read ? $"{Sizes.Bytes(read)}/s rd, " : "")
        + (Number("write_bytes_sec") is > 0 and var written ? $"{Sizes.Bytes(written)}/s wr, " : "");

    private string Recovery() => Number("recovering_bytes_per_sec") is > 0 and var bytes
        ? $"{Sizes.Bytes(bytes)}/s, {Sizes.Count(Number("recovering_objects_per_sec"))} objects/s"
        : "";

    private string Usage() =>
        $"{Sizes.Bytes(Number("bytes_used"))} used, {Sizes.Bytes(Number("bytes_avail"))} / {Sizes.Bytes(Number("bytes_total"))} avail";

    private string Since(DateTimeOffset time) => CephTime.Age(state.Now - time);

    private long Number(string field) => _pgs[field]?.Long() ?? 0;

    private static JsonNode Active(JsonObject fs)
    {
        var map = fs["filesystems"]![0]!["mdsmap"]!;
        return map["info"]![$"gid_{map["up"]!["mds_0"]}"]!;
    }
}
