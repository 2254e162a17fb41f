using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.CephTool.Clusters;

/// <summary>A line of the cluster log, as <c>ceph -w</c> prints it.</summary>
internal static class LogLine
{
    public static string Of(LogEntry entry) => $"{entry.Stamp} {entry.Name} {Level(entry.Level)} {entry.Message}";

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Debug => "[DBG]",
        LogLevel.Information => "[INF]",
        LogLevel.Security => "[SEC]",
        LogLevel.Warning => "[WRN]",
        LogLevel.Error => "[ERR]",
        _ => "[???]",
    };
}
