using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>What an OSD or an MDS answers itself (<c>ceph tell osd.0 …</c>).</summary>
internal sealed class DaemonWords(ClusterMachine machine)
{
    public IEnumerable<Word> All =>
    [
        Word.Read("version", "report version of running daemon", static (call, _) => call.Json(new JsonObject
        {
            ["version"] = "16.2.15", ["release"] = "pacific", ["release_type"] = "stable",
        })),
        Word.Read(
            "perf dump name=logger,type=CephString,req=false name=counter,type=CephString,req=false",
            "dump perfcounters value",
            (call, _) => call.Json(Grouped(call, Value))),
        Word.Read(
            "perf schema name=logger,type=CephString,req=false name=counter,type=CephString,req=false",
            "dump perfcounters schema",
            (call, _) => call.Json(Grouped(call, static counter => Schema(counter.Schema)))),
    ];

    private JsonObject Grouped(WordCall call, Func<PerfCounter, JsonNode> show)
    {
        var parts = call.Target.Split('.', 2);
        var groups = new JsonObject();
        foreach (var counter in machine.Daemons.Find(new DaemonKey(parts[0], parts[1]))!.Counters.Values)
        {
            var dot = counter.Schema.Path.LastIndexOf('.');
            var (group, name) = (counter.Schema.Path[..dot], counter.Schema.Path[(dot + 1)..]);
            if ((call.Text("logger") ?? group) == group && (call.Text("counter") ?? name) == name)
            {
                if (groups[group] is null)
                {
                    groups[group] = new JsonObject();
                }

                groups[group]![name] = show(counter);
            }
        }

        return groups;
    }

    private static JsonNode Value(PerfCounter counter)
    {
        var sample = counter.Latest() ?? default;
        if (!counter.Schema.IsAverage)
        {
            return sample.Value;
        }

        // Time is kept in nanoseconds and printed in seconds.
        if ((counter.Schema.Type & 1) == 0)
        {
            return new JsonObject { ["avgcount"] = sample.Count, ["sum"] = sample.Value };
        }

        return new JsonObject
        {
            ["avgcount"] = sample.Count,
            ["sum"] = FloatFields.Float(sample.Value / 1e9),
            ["avgtime"] = FloatFields.Float(sample.Count == 0 ? 0 : sample.Value / 1e9 / sample.Count),
        };
    }

    private static JsonObject Schema(CounterSchema schema) => new JsonObject
    {
        ["type"] = schema.Type,
        ["metric_type"] = (schema.Type & 8) != 0 ? "counter" : "gauge",
        ["value_type"] = (schema.Type & 1, schema.IsAverage) switch
        {
            (0, false) => "integer",
            (0, true) => "integer-integer-pair",
            (_, false) => "real",
            _ => "real-integer-pair",
        },
        ["description"] = schema.Description,
        ["nick"] = schema.Nick,
        ["priority"] = schema.Priority,
        ["units"] = schema.Units == 0 ? "bytes" : "none",
    };
}
