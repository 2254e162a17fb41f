using System.Text.Json;

namespace MgrPlatform.Interop.Tests.Manager;

/// <summary>
/// Where an answer of a quiet cluster differs from what another manager answered a minute before: every key, its kind and its value, but
/// for those named here. Names are whole; what is not named must be equal.
/// </summary>
internal static class QuietDocument
{
    /// <summary>Each daemon's maps, logs and caches grow by themselves: at most twice, and never from or to nothing.</summary>
    private static readonly HashSet<string> Near =
    [
        "total_used_bytes", "total_used_raw_bytes", "total_used_raw_ratio", "total_avail_bytes", "kb_used", "kb_used_data", "kb_avail",
        "total_kb_used", "total_kb_used_data", "total_kb_avail", "utilization", "average_utilization", "bytes_used", "bytes_avail",
        "data_bytes", "num_bytes", "stored", "objects", "num_objects", "percent_used", "max_avail", "used", "avail", "dns", "inos",
        "dirs",
    ];

    /// <summary>Deviations, latencies, rates and ages, and what a change of managers raises: they are there, of their kind.</summary>
    private static readonly HashSet<string> Moving =
    [
        "commit_latency_ms", "apply_latency_ms", "commit_latency_ns", "apply_latency_ns", "var", "min_var", "max_var", "dev", "rate",
        "quorum_age", "osdmap.epoch", "servicemap.epoch", "servicemap.modified",
    ];

    /// <summary>
    /// Keys that come and go: rates of the last seconds, and in ceph-mgr 16's own service map the daemons that are no services, as places
    /// without an address or metadata: one after another it drops them again.
    /// </summary>
    private static readonly HashSet<string> Passing =
    [
        "read_bytes_sec", "write_bytes_sec", "read_op_per_sec", "write_op_per_sec", "io_sec", "recovering_objects_per_sec",
        "recovering_bytes_per_sec", "recovering_keys_per_sec", "num_objects_recovered", "num_bytes_recovered", "num_keys_recovered",
        "servicemap.services.osd", "servicemap.services.mds",
    ];

    public static IEnumerable<string> Differences(string theirs, string ours)
    {
        using var left = JsonDocument.Parse(theirs);
        using var right = JsonDocument.Parse(ours);
        return [.. Differences(left.RootElement, right.RootElement, "", "")];
    }

    private static IEnumerable<string> Differences(JsonElement theirs, JsonElement ours, string path, string name)
    {
        var known = Moving.Contains(name) || Moving.Contains(path);
        return (theirs.ValueKind, ours.ValueKind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => OfObjects(theirs, ours, path),
            (JsonValueKind.Array, JsonValueKind.Array) => OfArrays(theirs, ours, path, name),
            var (left, right) when left != right => [$"{path}: theirs {theirs}, ours {ours}"],
            (JsonValueKind.Number, _) when known || (Near.Contains(name) && IsNear(theirs.GetDouble(), ours.GetDouble())) => [],
            (JsonValueKind.String, _) when known => [],
            _ => theirs.ToString() == ours.ToString() ? [] : [$"{path}: theirs {theirs}, ours {ours}"],
        };
    }

    private static IEnumerable<string> OfObjects(JsonElement theirs, JsonElement ours, string path)
    {
        foreach (var member in theirs.EnumerateObject())
        {
            var inside = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (IsPassing(member.Name, inside))
            {
                continue;
            }

            if (ours.TryGetProperty(member.Name, out var other))
            {
                foreach (var difference in Differences(member.Value, other, inside, member.Name))
                {
                    yield return difference;
                }
            }
            else
            {
                yield return $"{inside}: theirs {member.Value}, ours nothing";
            }
        }

        foreach (var member in ours.EnumerateObject())
        {
            var inside = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (!theirs.TryGetProperty(member.Name, out _) && !IsPassing(member.Name, inside))
            {
                yield return $"{inside}: theirs nothing, ours {member.Value}";
            }
        }
    }

    private static bool IsPassing(string name, string path) => Passing.Contains(name) || Passing.Contains(path);

    private static IEnumerable<string> OfArrays(JsonElement theirs, JsonElement ours, string path, string name)
    {
        var (left, right) = (Ordered(theirs, name), Ordered(ours, name));
        return left.Length == right.Length
            ? left.Zip(right).SelectMany((pair, i) => Differences(pair.First, pair.Second, $"{path}[{i}]", name))
            : [$"{path}: theirs {theirs}, ours {ours}"];
    }

    /// <summary>OSDs in the order of their latencies' reports have no order of their own.</summary>
    private static JsonElement[] Ordered(JsonElement array, string name) => name == "osd_perf_infos"
        ? [.. array.EnumerateArray().OrderBy(static osd => osd.GetProperty("id").GetInt32())]
        : [.. array.EnumerateArray()];

    private static bool IsNear(double theirs, double ours) =>
        theirs.Equals(ours) || (theirs > 0 && ours > 0 && theirs <= 2 * ours && ours <= 2 * theirs);
}
