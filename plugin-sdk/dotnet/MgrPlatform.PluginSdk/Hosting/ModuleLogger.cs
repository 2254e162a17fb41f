using Microsoft.Extensions.Logging;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>An ILogger whose lines go to the module's log.</summary>
internal sealed class ModuleLogger(LogBatch batch, string name) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= batch.Minimum;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var message = formatter(state, exception);
        batch.Add(logLevel, name, exception is null ? message : $"{message}\n{exception}");
    }
}
