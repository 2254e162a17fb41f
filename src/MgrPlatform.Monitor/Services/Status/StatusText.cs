using System.Text;
using MgrPlatform.Monitor.Services.Fs;
using MgrPlatform.Monitor.Services.Osd;
using MgrPlatform.Monitor.Services.Osd.Texts;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Service;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Status;

/// <summary><c>ceph status</c> for people, line by line as Pacific's monitors print it.</summary>
internal static class StatusText
{
    // What a service map lists beside: daemons that have maps of their own.
    private static readonly string[] CephDaemons = ["client", "mds", "mgr", "mon", "osd"];

    public static string Of(ClusterStatus status)
    {
        var text = new StringBuilder();
        text.Append("  cluster:\n    id:     ").Append(status.Fsid).Append("\n    health: ").Append(status.HealthName).Append('\n');
        foreach (var summary in status.HealthSummaries)
        {
            text.Append("            ").Append(summary).Append('\n');
        }

        if (status.HealthMutes.Count > 0)
        {
            text.Append("            (muted: ").AppendJoin(' ', status.HealthMutes).Append(")\n");
        }

        Services(text, status);
        TaskStatus(text, status.Services);
        Data(text, status);
        return text.Append(" \n").ToString();
    }

    /// <summary><c>x(active, since 5m), standbys: y</c>.</summary>
    public static string Managers(MgrMap map, UTime now)
    {
        var since = map.ActiveChange.IsZero ? "" : $", since {CephAge.Since(map.ActiveChange, now)}";
        var active = map.ActiveGid == 0
            ? "no daemons active" + (map.ActiveChange.IsZero ? "" : $" (since {CephAge.Since(map.ActiveChange, now)})")
            : $"{map.ActiveName}(active{(map.Available ? "" : ", starting")}{since})";
        return map.Standbys.Count == 0
            ? active
            : $"{active}, standbys: {string.Join(", ", map.Standbys.Values.Select(static standby => standby.Name))}";
    }

    private static void Services(StringBuilder text, ClusterStatus status)
    {
        text.Append(" \n  services:\n");
        var missing = status.Monitors.Except(status.QuorumNames).ToList();
        text.Append($"    mon: {status.Monitors.Count} daemons, "
            + $"quorum {string.Join(',', status.QuorumNames)} (age {CephAge.Of(status.QuorumAge)})");
        text.Append(missing.Count > 0 ? $", out of quorum: {string.Join(", ", missing)}\n" : "\n");
        text.Append($"    mgr: {Managers(status.MgrMap, status.Now)}\n");
        if (FsText.Daemons(status.FsMap) is { } servers)
        {
            text.Append($"    mds: {servers}\n");
        }

        text.Append($"    osd: {new OsdSummary(status.OsdMap, status.Now).ToLine(withEpoch: false)}\n");
        if (OsdHealth.ShownFlags(status.OsdMap) is { } flags)
        {
            text.Append($"         flags {flags}\n");
        }

        foreach (var (name, service) in Others(status.Services))
        {
            text.Append($"    {name}: {Summary(service)}\n");
        }
    }

    private static IEnumerable<KeyValuePair<string, Service>> Others(ServiceMap map) =>
        map.Services.Where(static pair => !CephDaemons.Contains(pair.Key));

    private static string Summary(Service service)
    {
        if (service.Summary.Length > 0)
        {
            return service.Summary;
        }

        if (service.Daemons.Count == 0)
        {
            return "no daemons active";
        }

        var kind = service.Daemons.Values.Select(static daemon => daemon.Metadata.GetValueOrDefault("daemon_type")).FirstOrDefault()
            ?? "daemon";
        var hosts = Distinct(service, "hostname");
        var zones = Distinct(service, "zone_id");
        var groups = string.Join(", ", new[] { (hosts, "hosts"), (zones, "zones") }.Where(static group => group.Item1 > 0)
            .Select(static group => $"{group.Item1} {group.Item2}"));
        return $"{service.Daemons.Count} {kind}{(service.Daemons.Count > 1 ? "s" : "")} active" + (groups.Length > 0 ? $" ({groups})" : "");
    }

    private static int Distinct(Service service, string key) => service.Daemons.Values
        .Select(daemon => daemon.Metadata.GetValueOrDefault(key)).Where(static value => value is not null).Distinct().Count();

    private static void TaskStatus(StringBuilder text, ServiceMap map)
    {
        var byTask = map.Services.Values.SelectMany(static service => service.Daemons)
            .SelectMany(static daemon => daemon.Value.TaskStatus.Select(task => (Task: task.Key, Daemon: daemon.Key, Text: task.Value)))
            .GroupBy(static each => each.Task)
            .OrderBy(static group => group.Key, StringComparer.Ordinal)
            .ToList();
        if (byTask.Count == 0)
        {
            return;
        }

        text.Append(" \n  task status:\n");
        foreach (var group in byTask)
        {
            text.Append($"    {group.Key}:\n");
            foreach (var (_, daemon, words) in group)
            {
                text.Append($"        {daemon}: {words}\n");
            }
        }
    }

    private static void Data(StringBuilder text, ClusterStatus status)
    {
        text.Append(" \n  data:\n");
        if (FsText.Volumes(status.FsMap) is { } volumes)
        {
            text.Append($"    volumes: {volumes}\n");
        }

        var figures = new PgFigures(status.Digest);
        foreach (var line in figures.DataLines())
        {
            text.Append("    ").Append(line).Append('\n');
        }

        var traffic = figures.TrafficLines().ToList();
        if (traffic.Count > 0)
        {
            text.Append(" \n  io:\n");
            foreach (var line in traffic)
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        if (status.Progress.Count > 0)
        {
            text.Append(" \n  progress:\n");
            foreach (var entry in status.Progress.Values.Where(static entry => entry.InStatus))
            {
                text.Append("    ").Append(entry.Message).Append('\n');
            }
        }
    }
}
