using System.Globalization;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Dev;

/// <summary>Every line to the log file, and to whoever decides what of it the terminal shows: level, category, text.</summary>
internal sealed class DevLogProvider(LogFile file, TimeProvider time, Action<LogLevel, string, string> toTerminal) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void Dispose()
    {
        // The file belongs to whoever opened it: it must outlive every logger.
    }

    private void Write(LogLevel level, string category, string message, Exception? error)
    {
        var now = time.GetLocalNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffzz00", CultureInfo.InvariantCulture);
        file.Write($"{now} {Short(level)} {category}: {message}{(error is null ? "" : Environment.NewLine + error)}");
        toTerminal(level, category, error is null ? message : $"{message}: {error.Message}");
    }

    private static string Short(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };

    private sealed class Logger(DevLogProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                provider.Write(logLevel, category, formatter(state, exception), exception);
            }
        }
    }
}
