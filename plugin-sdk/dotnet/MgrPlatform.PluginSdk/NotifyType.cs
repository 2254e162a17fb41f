namespace MgrPlatform.PluginSdk;

/// <summary>Ceph's names for what a module can be told of.</summary>
public static class NotifyType
{
    /// <summary>The monitors' map changed.</summary>
    public const string MonMap = "mon_map";

    /// <summary>A digest brought the monitors' status.</summary>
    public const string MonStatus = "mon_status";

    /// <summary>The OSDs' map changed.</summary>
    public const string OsdMap = "osd_map";

    /// <summary>The file systems' map changed.</summary>
    public const string FsMap = "fs_map";

    /// <summary>The map of other services changed.</summary>
    public const string ServiceMap = "service_map";

    /// <summary>The sums over placement groups were renewed.</summary>
    public const string PgSummary = "pg_summary";

    /// <summary>A digest brought the cluster's health.</summary>
    public const string Health = "health";

    /// <summary>A line was written to the cluster log; each one counts.</summary>
    public const string ClusterLog = "clog";

    /// <summary>A command that was sent with a tag has completed; each one counts.</summary>
    public const string Command = "command";

    /// <summary>A daemon reports other counters than before.</summary>
    public const string PerfSchemaUpdate = "perf_schema_update";
}
