using MgrPlatform.Monitor.Daemon;

namespace MgrPlatform.Cli.Dev.Cluster;

/// <summary>What the monitors of a dev cluster are told differently: a developer's disk may be fuller than a server's.</summary>
internal static class DevSettings
{
    private static readonly string[] Settings = ["mon_data_avail_warn=5", "mon_data_avail_crit=2"];

    public static MonitorDaemonOptions Apply(MonitorDaemonOptions options)
    {
        foreach (var setting in Settings)
        {
            options = MonitorSettings.TryApply(options, setting, out var changed, out var error)
                ? changed
                : throw new InvalidOperationException(error);
        }

        return options;
    }
}
