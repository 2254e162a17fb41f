using System.Globalization;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>
/// The options of a monitor's process under Ceph's names, as they stand on a command line: <c>mon_lease=1</c>, in seconds.
/// </summary>
public static class MonitorSettings
{
    private static readonly Dictionary<string, Func<MonitorDaemonOptions, double, MonitorDaemonOptions>> Known = new(StringComparer.Ordinal)
    {
        ["mon_lease"] = static (options, value) => options with { Quorum = options.Quorum with { Lease = Seconds(value) } },
        ["mon_election_timeout"] = static (options, value) =>
            options with { Quorum = options.Quorum with { ElectionTimeout = Seconds(value) } },
        ["mon_probe_timeout"] = static (options, value) => options with { Quorum = options.Quorum with { ProbeTimeout = Seconds(value) } },
        ["mon_tick_interval"] = static (options, value) =>
            options with { Monitor = options.Monitor with { TickInterval = Seconds(value) } },
        ["mon_mgr_beacon_grace"] = static (options, value) =>
            options with { Monitor = options.Monitor with { ManagerBeaconGrace = Seconds(value) } },
        ["mon_mgr_mkfs_grace"] = static (options, value) =>
            options with { Monitor = options.Monitor with { ManagerMkfsGrace = Seconds(value) } },
        ["mon_mgr_inactive_grace"] = static (options, value) =>
            options with { Monitor = options.Monitor with { ManagerInactiveGrace = Seconds(value) } },
        ["mon_mgr_digest_period"] = static (options, value) =>
            options with { Monitor = options.Monitor with { DigestPeriod = Seconds(value) } },
        ["auth_mon_ticket_ttl"] = static (options, value) =>
            options with { Monitor = options.Monitor with { AuthTicketLifetime = Seconds(value) } },
        ["auth_service_ticket_ttl"] = static (options, value) =>
            options with { Monitor = options.Monitor with { ServiceTicketLifetime = Seconds(value) } },
        ["mon_data_avail_warn"] = static (options, value) =>
            options with { Monitor = options.Monitor with { DataAvailableWarn = (int)value } },
        ["mon_data_avail_crit"] = static (options, value) =>
            options with { Monitor = options.Monitor with { DataAvailableCritical = (int)value } },
        ["mon_clock_drift_allowed"] = static (options, value) =>
            options with { Monitor = options.Monitor with { ClockDriftAllowed = Seconds(value) } },
        ["mds_beacon_grace"] = static (options, value) => options with
        {
            Monitor = options.Monitor with { Filesystems = options.Monitor.Filesystems with { BeaconGrace = Seconds(value) } },
        },
        ["mon_max_log_epochs"] = static (options, value) =>
            options with { Monitor = options.Monitor with { LogVersionsKept = (ulong)value } },
    };

    static MonitorSettings()
    {
        foreach (var name in Services.Osd.OsdMapSettings.Names)
        {
            Known[name] = (options, value) => options with
            {
                Monitor = options.Monitor with { Osds = Services.Osd.OsdMapSettings.Apply(options.Monitor.Osds, name, value) },
            };
        }
    }

    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <param name="setting"><c>name=value</c>.</param>
    /// <param name="error">A sentence, when it is none.</param>
    public static bool TryApply(MonitorDaemonOptions options, string setting, out MonitorDaemonOptions changed, out string error)
    {
        changed = options;
        error = "";
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || !Known.TryGetValue(setting[..equals], out var apply))
        {
            error = $"'{setting}' sets no option of a monitor; known are {string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))}";
            return false;
        }

        if (!double.TryParse(setting.AsSpan(equals + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || value < 0
            || !double.IsFinite(value))
        {
            error = $"'{setting}': the value is no number";
            return false;
        }

        changed = apply(options, value);
        return true;
    }

    private static TimeSpan Seconds(double value) => TimeSpan.FromSeconds(value);
}
