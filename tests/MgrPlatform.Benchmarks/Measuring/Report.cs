using System.Text.Json;

namespace MgrPlatform.Benchmarks.Measuring;

/// <summary>Collects what is measured, and tells it line by line.</summary>
internal sealed class Report(Action<Measurement> onLine)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly List<Measurement> _lines = [];

    public IReadOnlyList<Measurement> Lines => _lines;

    public void Add(string benchmark, string @case, Samples samples, string unit = "ms", double? goal = null, string note = "") =>
        Add(new Measurement(benchmark, @case, samples.Count, samples.P50, samples.P99, unit, goal, note, null));

    /// <summary>A figure that follows from others, such as a ratio.</summary>
    public void AddFigure(string benchmark, string @case, double value, string unit, double? goal = null, string note = "") =>
        Add(new Measurement(benchmark, @case, 0, value, null, unit, goal, note, null));

    /// <summary>A figure of which more is better.</summary>
    /// <param name="goal">What it must reach.</param>
    public void AddRate(string benchmark, string @case, double value, string unit, double? goal = null, string note = "") =>
        Add(new Measurement(benchmark, @case, 0, value, null, unit, goal, note, null) { IsFloor = true });

    public void Skip(string benchmark, string @case, string reason) =>
        Add(new Measurement(benchmark, @case, 0, null, null, "", null, "", reason));

    public Task SaveAsync(string file, Pace pace)
    {
        var whole = new
        {
            Time = DateTimeOffset.UtcNow,
            Machine = Environment.MachineName,
            Processors = Environment.ProcessorCount,
            Runtime = Environment.Version.ToString(),
            LoadAverage = File.ReadAllText("/proc/loadavg").Trim(),
            pace.IsQuick,
            Lines = _lines,
        };
        return File.WriteAllTextAsync(file, JsonSerializer.Serialize(whole, Json) + "\n");
    }

    private void Add(Measurement line)
    {
        _lines.Add(line);
        onLine(line);
    }
}
