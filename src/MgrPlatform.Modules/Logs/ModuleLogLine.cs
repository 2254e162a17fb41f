using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.Logs;

/// <summary>A line of a module's log.</summary>
/// <param name="Source">The logger's name, or <c>stdout</c>, <c>stderr</c>, <c>host</c>.</param>
public sealed record ModuleLogLine(DateTimeOffset Time, LogLevel Level, string Source, string Text)
{
    public override string ToString() => $"{Time:yyyy-MM-ddTHH:mm:ss.fffzzz} {Name(Level),-7} {Source}: {Text}";

    public static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };

    /// <summary>Reads a level name of the runner protocol; what is unknown counts as information.</summary>
    public static LogLevel Parse(string? name) => name switch
    {
        "debug" => LogLevel.Debug,
        "warning" or "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "critical" => LogLevel.Critical,
        _ => LogLevel.Information,
    };
}
