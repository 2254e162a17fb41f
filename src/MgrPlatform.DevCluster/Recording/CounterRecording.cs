using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.DevCluster.Recording;

/// <summary>The perf counters of the recorded daemons: what they are, what they showed, and their speed.</summary>
internal sealed class CounterRecording
{
    /// <summary>A daemon reports its counters from this priority on, unless it is told otherwise.</summary>
    private const int ReportedPriority = 5;

    /// <summary>A daemon that was not there the moment after had been running for about this long.</summary>
    private const double UptimeSeconds = 75;

    private static readonly (string Type, string[] Ids)[] Recorded =
    [
        ("osd", ["0", "1", "2"]), ("mds", ["n", "m"]), ("mon", ["a", "b", "c"]), ("mgr", ["x"]),
    ];

    private readonly Dictionary<string, ImmutableArray<RecordedCounter>> _daemons = [];

    public CounterRecording()
    {
        var figures = RecordedMoment.All.Select(StatusFigures.Read).ToArray();
        foreach (var (type, ids) in Recorded)
        {
            var schemas = Schemas(type).ToArray();
            foreach (var id in ids)
            {
                var dumps = RecordedMoment.All.Select(moment => Dump(moment, $"{type}.{id}")).ToArray();
                _daemons[$"{type}.{id}"] =
                [
                    // A few come and go with the clients of a daemon.
                    .. schemas.Where(schema => dumps.All(dump => dump?.ContainsKey(schema.Path) ?? true))
                        .Select(schema => new RecordedCounter(schema, Readings(schema, dumps, figures, type, id))),
                ];
            }
        }
    }

    /// <summary>The counters of a recorded daemon, sorted by their path; none for a daemon that reported none.</summary>
    public ImmutableArray<RecordedCounter> Of(string daemon) => _daemons.GetValueOrDefault(daemon, []);

    private static ImmutableArray<CounterReading> Readings(
        CounterSchema schema, Dictionary<string, JsonNode>?[] dumps, StatusFigures[] figures, string type, string id)
    {
        var times = RecordedMoment.All.Select(moment => moment.RecordedAt).ToArray();
        var readings = new CounterReading[dumps.Length];
        for (var i = 0; i < dumps.Length; i++)
        {
            var (value, count) = Read(schema, dumps[i] ?? dumps[0]!);
            readings[i] = new CounterReading(value, count, 0, 0);
            if ((schema.Type & 8) == 0 && !schema.IsAverage)
            {
                readings[i] = readings[i] with { Value = (ulong)Shown(figures[i], type, id, schema.Path, (long)value) };
                continue; // A gauge.
            }

            // The speed between this moment and the next; from the last one on, as it was until then.
            var (from, to) = i < dumps.Length - 1 ? (i, i + 1) : (i - 1, i);
            var (seconds, first, last) = dumps[from] is { } a && dumps[to] is { } b
                ? ((times[to] - times[from]).TotalSeconds, Read(schema, a), Read(schema, b))
                : (UptimeSeconds, (0UL, 0UL), Read(schema, dumps[i] ?? dumps[0]!));
            readings[i] = readings[i] with
            {
                ValuePerSecond = Shown(figures[i], type, id, schema.Path, -1) is >= 0 and var shown
                    ? shown
                    : Math.Max(0, (double)last.Item1 - first.Item1) / seconds,
                CountPerSecond = Math.Max(0, (double)last.Item2 - first.Item2) / seconds,
            };
        }

        return [.. readings];
    }

    private static long Shown(StatusFigures figures, string type, string id, string path, long otherwise) => (type, path) switch
    {
        ("osd", "osd.op_w") => figures.Osds[Index(id)].WriteOps,
        ("osd", "osd.op_in_bytes") => figures.Osds[Index(id)].WriteBytes,
        ("osd", "osd.op_r") => figures.Osds[Index(id)].ReadOps,
        ("osd", "osd.op_out_bytes") => figures.Osds[Index(id)].ReadBytes,
        ("osd", "osd.op_rw") => 0,
        ("mds", "mds_server.handle_client_request") when id == "n" => figures.Requests,
        ("mds", _) when id == "n" => figures.Mds.GetValueOrDefault(path, otherwise),
        _ => otherwise,
    };

    private static int Index(string id) => id[0] - '0';

    private static (ulong Value, ulong Count) Read(CounterSchema schema, Dictionary<string, JsonNode> dump)
    {
        var node = dump[schema.Path];
        if (!schema.IsAverage)
        {
            return (Whole(node), 0);
        }

        // Time is kept in nanoseconds and printed in seconds.
        var sum = (schema.Type & 1) != 0 ? (ulong)Math.Round(node["sum"]!.Double() * 1e9) : Whole(node["sum"]!);
        return (sum, Whole(node["avgcount"]!));
    }

    private static ulong Whole(JsonNode node) =>
        node.AsValue().TryGetValue<ulong>(out var value) ? value : (ulong)Math.Max(0, node.Double());

    private static Dictionary<string, JsonNode>? Dump(RecordedMoment moment, string daemon)
    {
        if (!RecordedFiles.Exists(moment.Name, $"{daemon}.perf_dump.json"))
        {
            return null;
        }

        return RecordedFiles.Json(moment.Name, $"{daemon}.perf_dump").AsObject()
            .SelectMany(group => group.Value!.AsObject().Select(counter => ($"{group.Key}.{counter.Key}", counter.Value!)))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);
    }

    private static IEnumerable<CounterSchema> Schemas(string type) =>
        from @group in RecordedFiles.Json(RecordedFiles.Cluster, $"{type}.perf_schema").AsObject()
        from counter in @group.Value!.AsObject()
        let schema = counter.Value!.AsObject()
        where schema["priority"]!.Int() >= ReportedPriority
        let path = $"{@group.Key}.{counter.Key}"
        orderby path
        select new CounterSchema(
            path,
            schema["nick"]!.GetValue<string>(),
            schema["description"]!.GetValue<string>(),
            schema["type"]!.Int(),
            schema["priority"]!.Int(),
            schema["units"]!.GetValue<string>() == "bytes" ? 0 : 1);
}
