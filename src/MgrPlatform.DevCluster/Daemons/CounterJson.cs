using System.Text.Json.Nodes;
using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>Counters in the form of <c>perf dump</c>.</summary>
internal static class CounterJson
{
    private const double NanosecondsPerSecond = 1e9;

    public static JsonObject Dump(IReadOnlyList<(PerfCounterType Type, PerfCounterValue Value)> counters)
    {
        var groups = new JsonObject();
        foreach (var (type, value) in counters)
        {
            var dot = type.Path.LastIndexOf('.');
            var (group, name) = (type.Path[..dot], type.Path[(dot + 1)..]);
            if (groups[group] is not JsonObject members)
            {
                groups[group] = members = [];
            }

            JsonNode number = type.Kind.HasFlag(PerfCounterKind.Time)
                ? JsonValue.Create(value.Value / NanosecondsPerSecond)
                : JsonValue.Create(value.Value);
            members[name] = type.Kind.HasFlag(PerfCounterKind.Average)
                ? new JsonObject { ["avgcount"] = value.Count, ["sum"] = number }
                : number;
        }

        return groups;
    }
}
