using System.Text.Json;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Manager;

/// <summary>The same module asks ceph-mgr and our manager for every document of the same cluster.</summary>
public sealed class DocumentTests
{
    private static readonly string[] Names =
    [
        "osd_map", "osd_map_tree", "osd_map_crush", "osdmap_crush_map_text", "osd_map_other", "fs_map", "mon_map", "mgr_map", "service_map",
        "config",
        "config_options", "modified_config_options", "osd_metadata", "mds_metadata", "pg_summary", "pg_status", "pg_dump", "pg_stats",
        "pg_progress",
        "pg_ready", "active_clean_pgs", "pool_stats", "osd_pool_stats", "osd_stats", "osd_ping_times", "io_rate", "df", "devices", "health",
        "mon_status",
        "mgr_ips", "have_local_config_map", "no_such_document",
    ];

    /// <summary>What differs by who is active and by time: the blocklist of the failed manager, modules, clients, what moves.</summary>
    private static readonly string[] Passing =
    [
        "/blocklist/", "/available_modules", "/active_clients", "/standbys", "/services", "/modules", "/gss_ktab_client_file",
        "/mon_debug_dump_location",
        "/client_io_rate", "/recovery", "_sec", "_per_sec", "/op_queue_age_hist", "/network_ping_times", "/interfaces",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_document_has_the_keys_and_kinds_of_value_that_ceph_mgr_gives()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        var modules = Directory.CreateTempSubdirectory("mgrp-modules-");
        try
        {
            foreach (var module in Directory.GetFileSystemEntries("/usr/share/ceph/mgr"))
            {
                File.CreateSymbolicLink(Path.Combine(modules.FullName, Path.GetFileName(module)), module);
            }

            TakeoverTests.Copy(Path.Combine(AppContext.BaseDirectory, "modules", "docdump"), Path.Combine(modules.FullName, "docdump"));
            await CompareAsync(new ClusterPlan(CephRelease.Pacific) { Osds = 3, ModulePath = modules.FullName });
        }
        finally
        {
            modules.Delete(recursive: true);
        }
    }

    private static async Task CompareAsync(ClusterPlan plan)
    {
        await using var cluster = await RealCluster.StartAsync(plan, Token);
        await using var ours = await ManagerProcess.StartAsync(cluster, "y", Token);
        TakeoverTests.Copy(Path.Combine(AppContext.BaseDirectory, "modules", "docdump"), Path.Combine(ours.Plugins, "docdump"));
        await ours.UntilStandbyAsync(Token);
        await cluster.AskAsync("mgr module enable docdump --force", Token);
        var theirs = await AskAllAsync(cluster);

        await cluster.AskAsync("mgr fail x", Token);
        await ours.UntilAvailableAsync(Token);
        var mine = await AskAllAsync(cluster);

        List<string> differences = [];
        foreach (var name in Names)
        {
            var (expected, actual) = (Shape(theirs[name]), Shape(mine[name]));
            differences.AddRange(
                expected.Union(actual).Where(line => !Passing.Any(line.Contains) && expected.Contains(line) != actual.Contains(line))
                .Select(line => $"{name}{line}: {(expected.Contains(line) ? "only ceph-mgr" : "only ours")}"));
        }

        Assert.Empty(differences);
    }

    private static async Task<Dictionary<string, string>> AskAllAsync(RealCluster cluster)
    {
        // All OSDs have reported, and the sums have been made from more than one report.
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "pg_ready"),
            static text => text.Contains("true", StringComparison.Ordinal),
            "all OSDs have reported",
            Token);
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "io_rate"),
            static text => text.Length > 0 && !text.Contains("\"stamp_delta\": \"0.0", StringComparison.Ordinal),
            "there are rates",
            Token);
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "health"),
            static text => text.Contains("HEALTH", StringComparison.Ordinal),
            "the monitors' digest is here",
            Token);
        Dictionary<string, string> documents = [];
        foreach (var name in Names)
        {
            documents[name] = await cluster.AskAsync($"docdump {name}", Token);
        }

        return documents;
    }

    private static async Task<string> TryAsync(RealCluster cluster, string name)
    {
        var run = await cluster.CephAsync($"docdump {name}", Token);
        return run.ExitCode == 0 ? run.Text : "";
    }

    /// <summary>
    /// A line for each place in a document, with the kind of value that is there; of numbers whether they are whole or real.
    /// </summary>
    private static HashSet<string> Shape(string text)
    {
        using var document = JsonDocument.Parse(text);
        HashSet<string> lines = new(StringComparer.Ordinal);
        Add(document.RootElement, "", lines);
        return lines;
    }

    private static void Add(JsonElement element, string path, HashSet<string> lines)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                lines.Add($"{path} object");
                foreach (var member in element.EnumerateObject())
                {
                    Add(member.Value, $"{path}/{member.Name}", lines);
                }

                break;
            case JsonValueKind.Array:
                lines.Add($"{path} array");
                foreach (var item in element.EnumerateArray())
                {
                    Add(item, $"{path}[]", lines);
                }

                break;
            case JsonValueKind.Number:
                lines.Add($"{path} {(element.GetRawText().AsSpan().IndexOfAny(".eE") >= 0 ? "real" : "whole")}");
                break;
            default:
                lines.Add($"{path} {(element.ValueKind is JsonValueKind.True or JsonValueKind.False ? "boolean" : element.ValueKind.ToString().ToLowerInvariant())}");
                break;
        }
    }
}
