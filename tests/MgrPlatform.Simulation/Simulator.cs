using MgrPlatform.Simulation.Checkers;
using MgrPlatform.Simulation.Faults;
using MgrPlatform.Simulation.Scheduling;

namespace MgrPlatform.Simulation;

/// <summary>Runs one seed: faults for minutes, then everything is mended and the quorum must be whole and quick again.</summary>
public static class Simulator
{
    /// <summary>3 * (election timeout + 2 leases), as the facts ask, with our defaults.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan Convergence = TimeSpan.FromSeconds(3);

    public static SeedReport Run(ulong seed, SimulationOptions options)
    {
        var cluster = new Cluster(seed, options);
        var faults = new FaultPlanner(cluster, options, new Randomness(~seed));
        string? violation = null;
        try
        {
            cluster.Start();
            cluster.Events.After(TimeSpan.FromSeconds(3), faults.Start);
            RunUntil(cluster, options.Duration);
            faults.HealAll();
            foreach (var client in cluster.Clients)
            {
                client.IsPatient = true;
            }

            RunUntil(cluster, options.Duration + Recovery);
            Liveness.CheckQuorum(cluster);
            var completed = cluster.Clients.Select(static client => client.Completed).ToList();
            foreach (var client in cluster.Clients)
            {
                client.IsStopped = true;
            }

            RunUntil(cluster, options.Duration + Recovery + Convergence);
            Liveness.CheckConvergence(cluster, completed);
            violation = LinearizabilityChecker.Check(cluster.History);
        }
        catch (InvariantException broken)
        {
            violation = broken.Message;
        }

        return new SeedReport(
            seed,
            violation,
            cluster.Events.Hash,
            cluster.Events.Now,
            cluster.Events.Executed,
            faults.Count,
            cluster.Clients.Sum(static client => client.Completed),
            cluster.Checker.Commits,
            cluster.Checker.Failpoints,
            faults.Kinds);
    }

    private static void RunUntil(Cluster cluster, TimeSpan end)
    {
        while (cluster.Events.RunNext(end))
        {
        }
    }
}
