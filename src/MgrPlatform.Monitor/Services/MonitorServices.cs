using MgrPlatform.Monitor.Answers;
using MgrPlatform.Monitor.Services.Auth;
using MgrPlatform.Monitor.Services.Config;
using MgrPlatform.Monitor.Services.ConfigKey;
using MgrPlatform.Monitor.Services.Fs;
using MgrPlatform.Monitor.Services.Health;
using MgrPlatform.Monitor.Services.Log;
using MgrPlatform.Monitor.Services.Mgr;
using MgrPlatform.Monitor.Services.Monmap;
using MgrPlatform.Monitor.Services.Osd;
using MgrPlatform.Monitor.Services.Status;
using MgrPlatform.Monitor.Services.TimeCheck;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services;

/// <summary>
/// The services of a monitor, in the order in which they are refreshed and encoded, and the prefixes of the store that are theirs.
/// </summary>
public static class MonitorServices
{
    /// <summary>What a member that is far behind copies: all that services keep.</summary>
    public static IReadOnlyList<string> SyncPrefixes { get; } =
    [
        "monmap", "monitor_store", "auth", AuthService.EntitiesPrefix, AuthService.RotatingPrefix, "kv", KvService.ValuesPrefix, "config",
        "logm",
        "mgr", "mgr_metadata", "mgr_command_descs", "mgrstat", "health",
        AnswerBook.Prefix, "osdmap", "osd_metadata", "osd_pg_creating", "mdsmap", "mds_health", "mds_metadata",
    ];

    internal static IReadOnlyList<PaxosService> Create(MonitorContext monitor)
    {
        var auth = new AuthService(monitor);
        var kv = new KvService(monitor);
        var config = new ConfigService(monitor);
        var filesystems = new FsMapService(monitor, monitor.Options.Filesystems);
        var statistics = new MgrStatService(monitor);
        var self = new EntityName(EntityType.Monitor, monitor.Name);
        var osds = new OsdMapService(monitor, monitor.Options.Osds)
        {
            Keys = new OsdKeys(auth, kv),
            Configured = () => config.Resolve(self).Select(static entry => KeyValuePair.Create(entry.Key, entry.Value.Value)),
            DigestSource = () => statistics.Digest,
            FilesystemUses = filesystems.Uses,
        };
        monitor.Blocklist = (addresses, duration) =>
            osds.IsWriteable ? osds.Blocklist(addresses, UTime.From(monitor.Now.ToTimeSpan() + duration)) : null;
        return
        [
            new MonmapService(monitor),
            new LogService(monitor),
            auth,
            kv,
            config,
            osds,
            filesystems,
            new MgrService(monitor),
            statistics,
            new TimeCheckService(monitor),
            new HealthService(monitor),
            new StatusService(monitor),
        ];
    }
}
