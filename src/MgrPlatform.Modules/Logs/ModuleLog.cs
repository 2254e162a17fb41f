using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.Logs;

/// <summary>
/// A module's log over all its runs: the last lines in memory, all of them to the manager's log. A module that writes more than
/// its share loses the surplus, counted; neither the manager nor another module waits for it. Safe from any thread.
/// </summary>
public sealed class ModuleLog(string module, ILogger logger, TimeProvider time)
{
    /// <summary>Lines kept for <c>module logs</c>.</summary>
    public const int KeptLines = 500;

    /// <summary>A longer line is cut.</summary>
    public const int LineLength = 8 * 1024;

    /// <summary>Characters that a module may write at once after a quiet time, and every second from then on.</summary>
    public const int Burst = 4 * 1024 * 1024;
    public const int PerSecond = 512 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<ModuleLogLine> _lines = new();
    private double _tokens = Burst;
    private long _refilled = time.GetTimestamp();
    private long _dropped;
    private long _announced;

    public string Module { get; } = module;

    /// <summary>Lines lost because there were too many, over the module's life.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Called with each kept line, on the writer's thread: must be quick.</summary>
    public Action<ModuleLogLine>? OnLine { get; set; }

    public void Write(LogLevel level, string source, string text)
    {
        var line = new ModuleLogLine(time.GetUtcNow(), level, source, Clean(text));
        ModuleLogLine? loss = null;
        lock (_lock)
        {
            if (!TryPay(line.Text.Length + 64))
            {
                _dropped++;
                return;
            }

            if (_dropped != _announced)
            {
                loss = new ModuleLogLine(line.Time, LogLevel.Warning, "host", $"{_dropped - _announced} lines dropped: the module writes too much");
                _announced = _dropped;
                Keep(loss);
            }

            Keep(line);
        }

        if (loss is not null)
        {
            Emit(loss);
        }

        Emit(line);
    }

    /// <summary>Counts lines that the runner itself dropped.</summary>
    public void CountDropped(long lines)
    {
        lock (_lock)
        {
            _dropped += Math.Max(0, lines);
        }
    }

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<ModuleLogLine> Tail(int count)
    {
        lock (_lock)
        {
            return [.. _lines.Skip(Math.Max(0, _lines.Count - count))];
        }
    }

    private static string Clean(string text)
    {
        var cut = text.Length > LineLength ? string.Concat(text.AsSpan(0, LineLength), $"… ({text.Length} characters)") : text;
        return cut.TrimEnd('\n', '\r');
    }

    private bool TryPay(int length)
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(Burst, _tokens + (time.GetElapsedTime(_refilled, now).TotalSeconds * PerSecond));
        _refilled = now;
        if (_tokens < length)
        {
            return false;
        }

        _tokens -= length;
        return true;
    }

    private void Keep(ModuleLogLine line)
    {
        if (_lines.Count == KeptLines)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue(line);
    }

    private void Emit(ModuleLogLine line)
    {
        OnLine?.Invoke(line);
#pragma warning disable CA2254 // The text is the module's, passed as an argument; only the level varies.
        logger.Log(line.Level, "{Module}: {Source}: {Text}", Module, line.Source, line.Text);
#pragma warning restore CA2254
    }
}
