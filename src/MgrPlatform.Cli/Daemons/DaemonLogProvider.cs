using System.Globalization;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Daemons;

/// <summary>A daemon's log: one line each to stderr, where a service manager collects it, and to its file when it has one.</summary>
internal sealed class DaemonLogProvider(Dev.LogFile? file, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _lock = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void Dispose()
    {
        // The file belongs to whoever opened it: it must outlive every logger.
    }

    private void Write(LogLevel level, string category, string message, Exception? error)
    {
        var now = time.GetLocalNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffzz00", CultureInfo.InvariantCulture);
        var line = $"{now} {level.ToString().ToLowerInvariant()} {category}: {message}{(error is null ? "" : Environment.NewLine + error)}";
        if (file is not null)
        {
            file.Write(line);
            return;
        }

        lock (_lock)
        {
            Console.Error.WriteLine(line);
        }
    }

    private sealed class Logger(DaemonLogProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                provider.Write(logLevel, category, formatter(state, exception), exception);
            }
        }
    }
}
