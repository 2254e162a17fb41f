using System.Text.Json;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Services.TimeCheck;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Monitor.Commands;

/// <summary>The commands that belong to no service.</summary>
internal static class MonitorCommands
{
    private const string Module = "mon";
    private static readonly string[] Kinds = ["mon", "mgr", "osd", "mds"];

    public static IReadOnlyList<MonitorCommand> Of(MonitorContext monitor) =>
    [
        Read("fsid", "show cluster FSID/UUID", call => call.IsPlain
            ? CommandResult.Text($"{monitor.Fsid}\n")
            : call.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("fsid", monitor.Fsid);
                json.WriteEndObject();
            })),
        Read("quorum_status", "report status of monitor quorum", call => call.Json(
            json => MonitorStatus.WriteQuorum(json, monitor), endsLine: true)),
        Read("time-sync-status", "show time sync status", call => call.Json(json => WriteTimeSync(json, monitor), prettyByDefault: true)),
        Read("features", "report of connected features", call => call.Json(
            json => MonitorStatus.WriteFeatureMap(json, null, monitor), prettyByDefault: true)),
        Read("versions", "check running versions of ceph daemons", call => call.Json(
            json => WriteVersions(json, monitor), prettyByDefault: true)),
        Read(
            "node ls name=type,type=CephChoices,strings=all|osd|mon|mds|mgr,req=false", "list all nodes in cluster [type]",
            call => call.Json(json => WriteNodes(json, monitor, call.Arguments.String("type", "all")), prettyByDefault: true)),
        MonitorCommand.Local(
            "mon_status",
            "report status of monitors",
            Module,
            "r",
            call => call.Json(json => MonitorStatus.Write(json, monitor), prettyByDefault: true),
            MonCommandFlags.NoForward | MonCommandFlags.Hidden),
        MonitorCommand.Local(
            "version", "show mon daemon version", Module, "r", TellCommands.Version, MonCommandFlags.NoForward | MonCommandFlags.Hidden),
    ];

    internal static void WriteTimeSync(Utf8JsonWriter json, MonitorContext monitor)
    {
        var clocks = monitor.Service<TimeCheckService>();
        json.WriteStartObject();
        if (clocks.Skews.Count > 0)
        {
            json.WriteStartObject("time_skew_status");
            foreach (var (rank, skew) in clocks.Skews)
            {
                json.WriteStartObject(rank < monitor.MonMap.Ranks.Count ? monitor.MonMap.Ranks[rank] : "?");
                json.WriteNumber("skew", skew);
                json.WriteNumber("latency", clocks.Latencies.GetValueOrDefault(rank));
                json.WriteString("health", skew > monitor.Options.ClockDriftAllowed.TotalSeconds ? "HEALTH_WARN" : "HEALTH_OK");
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteStartObject("timechecks");
        json.WriteNumber("epoch", monitor.ElectionEpoch);
        json.WriteNumber("round", clocks.Round);
        json.WriteString("round_status", clocks.Round % 2 == 1 ? "on-going" : "finished");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static MonitorCommand Read(string signature, string help, Func<CommandCall, CommandResult> handler) =>
        MonitorCommand.Read(signature, help, Module, "r", handler);

    private static IEnumerable<(string Kind, PaxosService? Service)> Daemons(MonitorContext monitor) =>
        Kinds.Select(kind => (kind, monitor.Services.FirstOrDefault(service => service.DaemonKind == kind)));

    private static void WriteVersions(Utf8JsonWriter json, MonitorContext monitor)
    {
        var overall = new SortedDictionary<string, int>(StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (var (kind, service) in Daemons(monitor))
        {
            var counts = service is null ? [] : DaemonMetadata.Counts(service, DaemonMetadata.Version);
            json.WritePropertyName(kind);
            DaemonMetadata.WriteCounts(json, counts);
            foreach (var (version, count) in counts)
            {
                overall[version] = overall.GetValueOrDefault(version) + count;
            }
        }

        json.WritePropertyName("overall");
        DaemonMetadata.WriteCounts(json, overall);
        json.WriteEndObject();
    }

    private static void WriteNodes(Utf8JsonWriter json, MonitorContext monitor, string type)
    {
        if (type != "all")
        {
            WriteHosts(json, type, monitor.Services.FirstOrDefault(service => service.DaemonKind == type));
            return;
        }

        json.WriteStartObject();
        foreach (var kind in (string[])["mon", "osd", "mds", "mgr"])
        {
            json.WritePropertyName(kind);
            WriteHosts(json, kind, monitor.Services.FirstOrDefault(service => service.DaemonKind == kind));
        }

        json.WriteEndObject();
    }

    private static void WriteHosts(Utf8JsonWriter json, string kind, PaxosService? service)
    {
        json.WriteStartObject();
        var daemons = service?.DaemonMetadata ?? [];
        foreach (var host in daemons
            .GroupBy(static daemon => daemon.Value.GetValueOrDefault("hostname", "unknown"))
            .OrderBy(static host => host.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray(host.Key);
            foreach (var (name, _) in host)
            {
                if (kind == "osd" && int.TryParse(name, out var number))
                {
                    json.WriteNumberValue(number);
                }
                else
                {
                    json.WriteStringValue(name);
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
