using System.Diagnostics;
using System.Globalization;
using MgrPlatform.Simulation.Checkers;
using MgrPlatform.TestKit;

namespace MgrPlatform.Integration.Tests.Quorum;

/// <summary>
/// Three monitors, writers, and somebody who kills and stops members at random. A short run by default; <c>MGRP_CHAOS_SECONDS=600</c> for
/// a long one, <c>MGRP_CHAOS_SEED</c> for the same order of faults again.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Members = 3;
    private const int Clients = 6;
    private const int SharedKeys = 4;
    private const int ShortRun = 25;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_killed_or_stopped_nothing_acknowledged_is_lost_and_no_client_sees_an_error()
    {
        var seed = Setting("MGRP_CHAOS_SEED") ?? Random.Shared.Next();
        var time = TimeSpan.FromSeconds(Setting("MGRP_CHAOS_SECONDS") ?? ShortRun);
        output.WriteLine($"MGRP_CHAOS_SEED={seed}");
        await using var monitors = await MonitorProcesses.StartAsync(Members);
        var history = new ChaosHistory();
        List<QuorumClient> clients = [];
        for (var i = 0; i < Clients; i++)
        {
            clients.Add(await monitors.ConnectAsync(monitors.Names[i % Members]));
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var working = clients.Select((client, who) => WorkAsync(history, client, who, seed, end)).ToList();
        var faults = await DisturbAsync(monitors, new Random(seed), time);
        var soFar = history.Acknowledged;
        await monitors.UntilQuorumAsync([.. monitors.Names]);
        await Eventually.SeeAsync(() => history.Acknowledged, count => count > soFar + Clients, "they write again", Token);
        await end.CancelAsync();
        await Task.WhenAll(working);

        foreach (var name in monitors.Names)
        {
            await using var reader = await monitors.ConnectAsync(name);
            foreach (var key in Keys())
            {
                await history.GetAsync(Clients, reader, key, Token);
            }
        }

        output.WriteLine($"{faults.Count} faults, {history.Acknowledged} writes, {history.Entries.Count()} operations");
        var context = $"seed {seed}, faults:\n{string.Join('\n', faults)}\n{monitors.Log}";
        Assert.True(!history.Errors.Any(), $"{string.Join('\n', history.Errors)}\n{context}");
        var verdict = LinearizabilityChecker.Check(history.Entries);
        Assert.True(verdict is null, $"{verdict}\n{context}");
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    /// <summary>Ends with the operation in which it is told to: what has begun is answered, however long it takes.</summary>
    private static async Task WorkAsync(ChaosHistory history, QuorumClient client, int who, int seed, CancellationTokenSource end)
    {
        var random = new Random(seed + who + 1);
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            var value = string.Create(CultureInfo.InvariantCulture, $"{who}-{i}");
            var shared = SharedKey(random.Next(SharedKeys));
            switch (random.Next(4))
            {
                case 0:
                    await history.SetAsync(who, client, shared, value, Token);
                    break;
                case 1:
                    await history.GetAsync(who, client, shared, Token);
                    break;
                case 2:
                    await history.GetAsync(who, client, OwnKey(random.Next(Clients)), Token);
                    break;
                default:
                    await history.SetAsync(who, client, OwnKey(who), value, Token);
                    break;
            }
        }
    }

    private static async Task<List<Fault>> DisturbAsync(MonitorProcesses monitors, Random random, TimeSpan time)
    {
        List<Fault> faults = [];
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < time;)
        {
            var fault = Fault.Draw(random, monitors.Names);
            faults.Add(fault);
            await Task.WhenAll(fault.Victims.Select(name => fault.IsKill ? monitors.KillAsync(name) : monitors.SignalAsync(name, "STOP")));
            await LaterAsync(fault.Length);
            foreach (var name in fault.Victims)
            {
                if (fault.IsKill)
                {
                    monitors.Start(name);
                }
                else
                {
                    await monitors.SignalAsync(name, "CONT");
                }
            }

            await LaterAsync(fault.Pause);
        }

        return faults;
    }

    /// <summary>The faults' own time: nothing is waited for here that could be seen.</summary>
    private static async Task LaterAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time + TimeSpan.FromMilliseconds(1));
        await timer.WaitForNextTickAsync(Token);
    }

    private static IEnumerable<string> Keys() => Enumerable.Range(0, Clients).Select(OwnKey)
        .Concat(Enumerable.Range(0, SharedKeys).Select(SharedKey));

    private static string SharedKey(int number) => string.Create(CultureInfo.InvariantCulture, $"chaos/shared/{number}");

    private static string OwnKey(int who) => string.Create(CultureInfo.InvariantCulture, $"chaos/own/{who}");

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
