namespace MgrPlatform.Modules.Backend;

/// <summary>Ceph's names for what a module can be told of.</summary>
public static class NotifyTypes
{
    public const string MonMap = "mon_map";
    public const string MonStatus = "mon_status";
    public const string OsdMap = "osd_map";
    public const string FsMap = "fs_map";
    public const string ServiceMap = "service_map";
    public const string PgSummary = "pg_summary";
    public const string Health = "health";
    public const string ClusterLog = "clog";
    public const string Command = "command";
    public const string PerfSchemaUpdate = "perf_schema_update";

    /// <summary>Each event of these counts by itself; of all others only the latest.</summary>
    public static bool IsQueued(string type) => type is ClusterLog or Command;
}
