using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>Every health check of the cluster: recorded ones, those that follow from the maps, and those of the modules.</summary>
internal sealed class HealthReport
{
    /// <summary>Checks that are made from the maps, because operators can change what they tell of.</summary>
    private static readonly string[] Computed = ["OSDMAP_FLAGS", "OSD_DOWN"];

    private HealthReport(ImmutableSortedDictionary<string, HealthCheck> checks) => Checks = checks;

    public ImmutableSortedDictionary<string, HealthCheck> Checks { get; }

    public string Status =>
        Checks.IsEmpty ? "HEALTH_OK" : Checks.Values.Any(check => check.Severity == HealthSeverity.Error) ? "HEALTH_ERR" : "HEALTH_WARN";

    /// <summary>The worst first, as Ceph prints them.</summary>
    public IEnumerable<KeyValuePair<string, HealthCheck>> InOrder => Checks.OrderByDescending(check => check.Value.Severity);

    public static HealthReport Of(
        OsdMap osdMap, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, HealthCheck>> modules)
    {
        var checks = ImmutableSortedDictionary.CreateBuilder<string, HealthCheck>(StringComparer.Ordinal);
        foreach (var (code, recorded) in osdMap.Scene.HealthChecks)
        {
            if (!Computed.Contains(code))
            {
                checks[code] = new HealthCheck(
                    recorded!["severity"]!.GetValue<string>() == "HEALTH_ERR" ? HealthSeverity.Error : HealthSeverity.Warning,
                    recorded["summary"]!["message"]!.GetValue<string>(),
                    recorded["summary"]!["count"]!.Long(),
                    [.. recorded["detail"]!.AsArray().Select(line => line!["message"]!.GetValue<string>())]);
            }
        }

        var flags = OsdMapFlags.WarnedOf(osdMap.Flags);
        if (flags.Length > 0)
        {
            // The count is the length of the text: that is what Ceph's monitors give.
            checks["OSDMAP_FLAGS"] = new HealthCheck(HealthSeverity.Warning, $"{flags} flag(s) set", flags.Length, []);
        }

        var down = osdMap.Osds
            .Where(osd => osd!["up"]!.Int() == 0 && osd["in"]!.Int() == 1)
            .Select(osd => osd!["osd"]!.Int())
            .ToArray();
        if (down.Length > 0)
        {
            checks["OSD_DOWN"] = new HealthCheck(
                HealthSeverity.Warning,
                $"{down.Length} osds down",
                down.Length,
                [.. down.Select(osd => $"osd.{osd} (root=default,host={Recording.OsdLayout.Host(osd)}) is down")]);
        }

        foreach (var (code, check) in modules.Values.SelectMany(own => own))
        {
            checks[code] = check;
        }

        return new HealthReport(checks.ToImmutable());
    }

    public bool SameAs(HealthReport other) =>
        Checks.Count == other.Checks.Count
        && Checks.All(check => other.Checks.TryGetValue(check.Key, out var its) && Same(check.Value, its));

    public static bool Same(HealthCheck one, HealthCheck other) =>
        one with { Detail = [] } == other with { Detail = [] } && one.Detail.AsSpan().SequenceEqual(other.Detail.AsSpan());

    /// <summary>As the monitors write it; the <c>health</c> command leaves the details out.</summary>
    public void Write(Utf8JsonWriter writer, bool detail)
    {
        writer.WriteStartObject();
        writer.WriteString("status", Status);
        writer.WriteStartObject("checks");
        foreach (var (code, check) in Checks)
        {
            writer.WriteStartObject(code);
            writer.WriteString("severity", check.Severity == HealthSeverity.Error ? "HEALTH_ERR" : "HEALTH_WARN");
            writer.WriteStartObject("summary");
            writer.WriteString("message", check.Summary);
            writer.WriteNumber("count", check.Count);
            writer.WriteEndObject();
            if (detail)
            {
                writer.WriteStartArray("detail");
                foreach (var line in check.Detail)
                {
                    writer.WriteStartObject();
                    writer.WriteString("message", line);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteBoolean("muted", false);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartArray("mutes");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>What the monitors log when <paramref name="before"/> became this.</summary>
    public IEnumerable<(string Priority, string Message)> ChangesFrom(HealthReport before)
    {
        foreach (var (code, check) in Checks)
        {
            if (!before.Checks.TryGetValue(code, out var was))
            {
                yield return (Priority(check), $"Health check failed: {check.Summary} ({code})");
            }
            else if (was.Summary != check.Summary || was.Severity != check.Severity)
            {
                yield return (Priority(check), $"Health check update: {check.Summary} ({code})");
            }
        }

        foreach (var (code, was) in before.Checks)
        {
            if (!Checks.ContainsKey(code))
            {
                yield return ("[INF]", $"Health check cleared: {code} (was: {was.Summary})");
            }
        }

        if (Checks.IsEmpty && !before.Checks.IsEmpty)
        {
            yield return ("[INF]", "Cluster is now healthy");
        }
    }

    private static string Priority(HealthCheck check) => check.Severity == HealthSeverity.Error ? "[ERR]" : "[WRN]";
}
