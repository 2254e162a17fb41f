using System.Globalization;
using System.Text.Json.Nodes;

namespace MgrPlatform.DevCluster.Tests;

/// <summary>Computes the rows of <c>fs status</c> and <c>osd status</c> from documents and counters as the real status module does.</summary>
internal static class StatusTables
{
    public static List<string> Osds(ClusterFixture cluster)
    {
        var stats = cluster.Get("osd_stats")["osd_stats"]!.AsArray().ToDictionary(stat => (int)stat!["osd"]!);
        var rows = new List<string>();
        foreach (var osd in cluster.Get("osd_map")["osds"]!.AsArray())
        {
            var id = (int)osd!["osd"]!;
            string[] cells =
            [
                $"{id}",
                cluster.Cluster.FindDaemon(new("osd", $"{id}"))!.Hostname,
                Bytes((long)stats[id]!["kb_used"]! * 1024),
                Bytes((long)stats[id]!["kb_avail"]! * 1024),
                Plain(Rate(cluster, "osd", $"{id}", "osd.op_w") + Rate(cluster, "osd", $"{id}", "osd.op_rw")),
                Bytes(Rate(cluster, "osd", $"{id}", "osd.op_in_bytes")),
                Plain(Rate(cluster, "osd", $"{id}", "osd.op_r")),
                Bytes(Rate(cluster, "osd", $"{id}", "osd.op_out_bytes")),
                string.Join(',', osd["state"]!.AsArray().Select(state => (string)state!)),
            ];
            rows.Add(string.Join(' ', cells.Select(cell => cell.Trim())));
        }

        return rows;
    }

    public static List<string> FileSystem(ClusterFixture cluster)
    {
        var map = cluster.Get("fs_map");
        var mds = map["filesystems"]![0]!["mdsmap"]!;
        var name = (string)mds["info"]![$"gid_{mds["up"]!["mds_0"]}"]!["name"]!;
        string Now(string path) => Plain((long)cluster.Cluster.FindDaemon(new("mds", name))!.Counters[path].Latest()!.Value.Value).Trim();
        var rows = new List<string>
        {
            $"{mds["fs_name"]} - {Now("mds_sessions.session_count")} clients",
            $"0 active {name} Reqs: {Plain(Rate(cluster, "mds", name, "mds_server.handle_client_request")).Trim()} /s "
                + $"{Now("mds_mem.dn")} {Now("mds_mem.ino")} {Now("mds_mem.dir")} {Now("mds_mem.cap")}",
        };
        var space = cluster.Get("df")["pools"]!.AsArray().ToDictionary(pool => (int)pool!["id"]!);
        var pools = cluster.Get("osd_map")["pools"]!.AsArray().ToDictionary(pool => (int)pool!["pool"]!, pool => (string)pool!["pool_name"]!);
        foreach (var (id, kind) in new[] { ((int)mds["metadata_pool"]!, "metadata"), ((int)mds["data_pools"]![0]!, "data") })
        {
            var stats = space[id]!["stats"]!;
            rows.Add($"{pools[id]} {kind} {Bytes((long)stats["bytes_used"]!).Trim()} {Bytes((long)stats["max_avail"]!).Trim()}");
        }

        rows.AddRange(map["standbys"]!.AsArray().Select(standby => (string)standby!["name"]!));
        return rows;
    }

    private static long Rate(ClusterFixture cluster, string type, string id, string path)
    {
        if (!cluster.Cluster.FindDaemon(new(type, id))!.Counters.TryGetValue(path, out var counter) || counter.Samples() is not [.., var a, var b])
        {
            return 0;
        }

        var seconds = (long)(b.Time - a.Time);
        return seconds == 0 ? 0 : ((long)b.Value - (long)a.Value) / seconds;
    }

    private static string Plain(long number) => Short(number, 1000);

    private static string Bytes(long number) => Short(number, 1024);

    // Four places and a unit; digits that do not fit are cut off.
    private static string Short(long number, long factor)
    {
        var unit = 0;
        var whole = number;
        while (whole.ToString(CultureInfo.InvariantCulture).Length > 4)
        {
            whole /= factor;
            unit++;
        }

        var shown = unit == 0
            ? $"{number}"
            : (number / Math.Pow(factor, unit)).ToString("F6", CultureInfo.InvariantCulture)[..4].TrimEnd('.');
        return shown + " kMGTPE"[unit];
    }
}
