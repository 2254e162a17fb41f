using System.Globalization;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Simulation.Checkers;

namespace MgrPlatform.Monitor.Tests.Seeded;

/// <summary>
/// Whole monitors under faults, their sessions, forwarding and answers with them: what the simulator of the quorum does not have.
/// <c>MGRP_SEED</c> is the first seed, <c>MGRP_SEEDS</c> how many.
/// </summary>
public sealed class SeededWritesTests(ITestOutputHelper output)
{
    private const int Seeds = 10;
    private const int Clients = 4;
    private static readonly TimeSpan Disturbed = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Mended = TimeSpan.FromSeconds(30);

    [Fact]
    public void Whatever_breaks_a_write_is_done_once_and_every_key_is_linearizable()
    {
        var first = Setting("MGRP_SEED") ?? Random.Shared.Next(1, 1_000_000);
        List<string> broken = [];
        var (operations, faults) = (0, 0);
        for (var seed = first; seed < first + (Setting("MGRP_SEEDS") ?? Seeds); seed++)
        {
            if (Run(seed, new MonitorOptions(), ref operations, ref faults) is { } violation)
            {
                broken.Add($"seed {seed}: {violation}");
            }
        }

        output.WriteLine($"from seed {first}: {operations} operations, {faults} faults");
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public void Monitors_that_forget_what_they_answered_are_found_out()
    {
        var (operations, faults) = (0, 0);
        var found = Enumerable.Range(1, 200)
            .FirstOrDefault(seed => Run(seed, new MonitorOptions { AnswersKept = 0 }, ref operations, ref faults) is not null);

        output.WriteLine($"seed {found}");
        Assert.NotEqual(0, found);
    }

    private static string? Run(int seed, MonitorOptions options, ref int operations, ref int faultCount)
    {
        var cluster = new SeededCluster(seed, options);
        var clients = Enumerable.Range(1, Clients).Select(number => new SeededClient(cluster, number)).ToList();
        var faults = new SeededFaults(cluster, clients);
        clients.ForEach(static client => client.Start());
        faults.Start();
        cluster.Run(Disturbed);
        faults.End();
        clients.ForEach(static client => client.IsPatient = true);
        cluster.Run(Mended);
        clients.ForEach(static client => client.IsStopped = true);
        cluster.Run(Mended);
        operations += clients.Sum(static client => client.Done);
        faultCount += faults.Count;
        if (cluster.Errors.Count > 0)
        {
            return string.Join("; ", cluster.Errors);
        }

        if (clients.Any(static client => !client.IsIdle))
        {
            return "a client still waits";
        }

        var stores = cluster.Monitors.Select(static monitor => string.Join(',', monitor.Store.Read("mon_config_key")
            .Select(static entry => $"{entry.Key}={Convert.ToHexString(entry.Value)}"))).Distinct().ToList();
        return stores.Count > 1
            ? $"the monitors do not agree: {string.Join(" / ", stores)}"
            : LinearizabilityChecker.Check(cluster.History);
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
