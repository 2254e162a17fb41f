using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>Collects log lines and sends them some milliseconds later, together. Bounded: what does not fit is counted.</summary>
internal sealed class LogBatch(IHostChannel channel) : IAsyncDisposable
{
    private const int MaxLines = 1000;
    private const int MaxLineLength = 32 * 1024;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private JsonArray _lines = [];
    private long _dropped;
    private Task? _flushing;
    private bool _closed;

    public LogLevel Minimum { get; set; } = LogLevel.Information;

    public ILogger Logger(string name) => new ModuleLogger(this, name);

    public void Add(LogLevel level, string name, string message)
    {
        var line = new JsonObject
        {
            ["level"] = Word(level),
            ["message"] = message.Length > MaxLineLength ? message[..MaxLineLength] + " …" : message,
            ["name"] = name,
        };
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            if (_lines.Count >= MaxLines)
            {
                _dropped++;
                return;
            }

            _lines.Add(line);
            _flushing ??= FlushLaterAsync();
        }
    }

    public static LogLevel Level(string? word) => word switch
    {
        "debug" => LogLevel.Debug,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "critical" => LogLevel.Critical,
        _ => LogLevel.Information,
    };

    public async ValueTask DisposeAsync()
    {
        Task? flushing;
        lock (_gate)
        {
            flushing = _flushing;
            _closed = true;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await (flushing ?? Task.CompletedTask).ConfigureAwait(false);
        Flush();
        _closing.Dispose();
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "critical",
        _ => "info",
    };

    private async Task FlushLaterAsync()
    {
        await Task.Delay(Delay, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Flush();
    }

    private void Flush()
    {
        JsonArray lines;
        long dropped;
        lock (_gate)
        {
            (lines, _lines) = (_lines, []);
            (dropped, _dropped) = (_dropped, 0);
            _flushing = null;
        }

        if (lines.Count > 0 || dropped > 0)
        {
            channel.Notify("log", new JsonObject { ["lines"] = lines, ["dropped"] = dropped });
        }
    }
}
