using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MgrPlatform.Benchmarks.Measuring;

namespace MgrPlatform.Benchmarks.Failover;

/// <summary>
/// How long the cluster is without a manager when the active one is killed: until the map names the next one, until it is available, and
/// until a command for each module, sent at the kill, is answered. The killed one comes back as a standby before the next round.
/// </summary>
internal sealed class ManagerLoss : IBenchmark
{
    private const double Goal = 2000;
    private static readonly string[] Managers = ["x", "y"];
    private static readonly SortedDictionary<string, string> Commands = new(StringComparer.Ordinal)
    {
        ["fsstatus"] = "fs status",
        ["rest"] = "auth_key_list",
        ["webhook"] = "webhook ls",
    };

    public string Name => "manager loss";

    public async Task RunAsync(Report report, Pace pace)
    {
        await using var fleet = new ManagerFleet();
        await fleet.StartAsync(Managers, Commands.Keys);
        var named = new Samples();
        var available = new Samples();
        var answered = new Samples();
        for (var round = 0; round < pace.Losses; round++)
        {
            var active = fleet.Map.ActiveName;
            var next = Managers.Single(name => name != active);
            await fleet.UntilReadyAsync(next);
            await AnswerAsync(fleet);
            await LoseAsync(fleet, active, named, available, answered);
            if (Environment.GetEnvironmentVariable("MGRP_BENCH_LOG") is { Length: > 0 } file)
            {
                await File.AppendAllTextAsync(file, $"--- round {round}\n{fleet.LogOf(next)}\n");
            }

            await fleet.StartAsync(active);
        }

        Tell(report, "SIGKILL, the map names the next one", named, null);
        Tell(report, "SIGKILL, it is available", available, null);
        Tell(report, "SIGKILL, commands that waited are answered, by every module", answered, Goal);
    }

    private void Tell(Report report, string @case, Samples samples, double? goal)
    {
        report.Add(Name, @case, samples, note: string.Create(CultureInfo.InvariantCulture, $"p95 {samples.P95:0} ms"));
        report.AddFigure(Name, $"{@case}, longest", samples.Max, "ms", goal);
    }

    private static async Task LoseAsync(ManagerFleet fleet, string active, Samples named, Samples available, Samples answered)
    {
        var isNext = fleet.UntilAsync(map => map.ActiveName.Length > 0 && map.ActiveName != active, "the map names another manager");
        var isAvailable = fleet.UntilAsync(map => map.ActiveName != active && map.Available, "another manager is available");
        var start = Stopwatch.GetTimestamp();
        await fleet.KillAsync(active);
        var answers = AnswerAsync(fleet);
        await isNext;
        named.AddMilliseconds(start);
        await isAvailable;
        available.AddMilliseconds(start);
        await answers;
        answered.AddMilliseconds(start);
    }

    private static async Task AnswerAsync(ManagerFleet fleet)
    {
        foreach (var (prefix, answer) in await Task.WhenAll(Commands.Values.Select(async prefix => (prefix, await fleet.Client.Manager.CommandAsync(
            JsonSerializer.Serialize(new Dictionary<string, string> { ["prefix"] = prefix }), default, TimeSpan.FromMinutes(1), CancellationToken.None)))))
        {
            if (!answer.IsSuccess)
            {
                throw new InvalidOperationException($"{prefix}: {answer.Code} {answer.Status}");
            }
        }
    }
}
