using System.Diagnostics;
using System.Text.Json.Nodes;
using MgrPlatform.Benchmarks.Hosting;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.Modules.Backend;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Benchmarks.Documents;

/// <summary><c>get("osd_map")</c> of a cluster of 2000 OSDs, as the module sees it: the clock runs inside the module.</summary>
internal sealed class DocumentRead : IBenchmark
{
    private const string Document = "osd_map";
    private const int Osds = 2000;
    private const int WarmUps = 3;
    private const double UnchangedGoal = 1;
    private const double NewVersionGoal = 25;

    public string Name => "get(osd_map)";

    public async Task RunAsync(Report report, Pace pace)
    {
        var folder = Directory.CreateTempSubdirectory("mgrp-bench-").FullName;
        try
        {
            await using var cluster = new RecordedCluster(
                new RecordedClusterOptions { Directory = folder, Osds = Osds, Moment = "m1" }, NullLogger<RecordedCluster>.Instance);
            var serialised = new Samples();
            foreach (var language in (BenchLanguage[])[BenchLanguage.Python, BenchLanguage.JavaScript])
            {
                await ReadAsync(report, pace, cluster, language, serialised);
            }

            var size = cluster.FindDocument(Document)!.Json.Length;
            report.Add(Name, "host serialises a new version", serialised, note: $"{size / 1e6:0.0} MB, once a version whoever asks");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task ReadAsync(Report report, Pace pace, RecordedCluster cluster, BenchLanguage language, Samples serialised)
    {
        await using var host = await BenchHost.StartAsync(language.Module("bench"));
        var prefix = $"bench {language.Suffix}";
        var read = new JsonObject { ["prefix"] = $"{prefix} get", ["count"] = 1 };
        var fresh = new Samples();
        for (var version = -WarmUps; version < pace.Versions; version++)
        {
            var took = await PublishAsync(cluster, host.Backend.Documents, version);
            var times = await host.TimesAsync(read);
            if (version >= 0)
            {
                serialised.Add(took);
                fresh.AddRange(times);
            }
        }

        read["count"] = pace.Reads;
        var unchanged = new Samples();
        await host.TimesAsync(read); // Warm-up.
        unchanged.AddRange(await host.TimesAsync(read));

        var file = Path.Combine(host.Folder, "osd_map.json");
        await File.WriteAllBytesAsync(file, cluster.FindDocument(Document)!.Json.ToArray());
        var parse = new JsonObject { ["prefix"] = $"{prefix} parse", ["file"] = file, ["count"] = pace.Versions };
        var parsed = new Samples();
        await host.TimesAsync(parse); // Warm-up.
        parsed.AddRange(await host.TimesAsync(parse));

        report.Add(Name, $"{language.Title}, unchanged", unchanged, goal: UnchangedGoal);
        report.Add(
            Name, $"{language.Title}, new version", fresh, goal: NewVersionGoal,
            note: $"serialised before; {fresh.P50 / parsed.P50:0.00} x the parser alone");
        report.Add(Name, $"{language.Title}, parser alone", parsed, note: "the same text, in the same process");
    }

    /// <summary>Changes the map of the recorded cluster and hands it to the host; gives the milliseconds of its serialisation.</summary>
    private static async Task<double> PublishAsync(RecordedCluster cluster, DocumentSet documents, int version)
    {
        var before = cluster.FindDocument(Document)!.Version;
        var change = new JsonObject { ["prefix"] = version % 2 == 0 ? "osd set" : "osd unset", ["key"] = "noout" };
        await cluster.SendCommandAsync(new CommandTarget("mon", ""), change, default, CancellationToken.None);
        if (version == -WarmUps && cluster.FindDocument(Document)!.Version == before)
        {
            // The flag was as asked for already: the first version is the one that there is.
            documents.Replace(Document, () => cluster.FindDocument(Document)!.Json);
            return 0;
        }

        var document = cluster.FindDocument(Document)!;
        if (document.Version == before)
        {
            throw new InvalidOperationException("the map did not change");
        }

        var start = Stopwatch.GetTimestamp();
        _ = document.Json;
        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        documents.Replace(Document, () => document.Json);
        return took;
    }
}
