using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Services.Log;

/// <summary>A line of the cluster log as text.</summary>
public static class LogLine
{
    public static string Format(LogEntry entry) =>
        $"{entry.Stamp} {entry.Name} ({entry.Rank}) {entry.Sequence} : {entry.Channel} {Mark(entry.Level)} {entry.Message}";

    public static string Mark(LogLevel level) => level switch
    {
        LogLevel.Debug => "[DBG]",
        LogLevel.Information => "[INF]",
        LogLevel.Security => "[SEC]",
        LogLevel.Warning => "[WRN]",
        LogLevel.Error => "[ERR]",
        _ => "[???]",
    };
}
