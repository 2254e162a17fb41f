using MgrPlatform.Consensus;

namespace MgrPlatform.Simulation.Checkers;

/// <summary>What must be true some time after everything was mended.</summary>
public static class Liveness
{
    /// <summary>All members of the monmap are in one quorum, and it can be written to.</summary>
    public static void CheckQuorum(Cluster cluster)
    {
        if (cluster.Leader?.Member is not { } leader)
        {
            throw new InvariantException($"(liveness) no leader: {Describe(cluster)}");
        }

        if (leader.View.Quorum.Count != leader.View.Map.Members.Count)
        {
            throw new InvariantException($"(liveness) the quorum is not whole: {Describe(cluster)}");
        }
    }

    /// <summary>All members are at the same version, and nobody waits.</summary>
    public static void CheckConvergence(Cluster cluster, IReadOnlyList<long> completedBefore)
    {
        var idle = cluster.Clients.Count(static client => client.IsIdle);
        if (idle != cluster.Clients.Count)
        {
            throw new InvariantException($"(liveness) a client still waits: {Describe(cluster)}");
        }

        if (completedBefore.Any(static completed => completed == 0))
        {
            throw new InvariantException("(liveness) a client never got an answer");
        }

        var map = cluster.NewestMap;
        var members = cluster.Members.Where(member => map.RankOf(member.Address) >= 0).ToList();
        if (members.Any(static member => !member.IsAlive)
            || members.Select(static member => member.Member!.View.LastCommitted).Distinct().Count() != 1)
        {
            throw new InvariantException($"(liveness) the members do not agree: {Describe(cluster)}");
        }

        foreach (var member in members)
        {
            cluster.Checker.CheckRun(member);
            cluster.Checker.CompareStore(member, member.Member!.View.LastCommitted);
        }
    }

    private static string Describe(Cluster cluster) => string.Join(", ", cluster.Members.Select(member =>
        member.Member is { View: var view }
            ? $"{member.Name} {view.Role} e{view.Epoch} v{view.FirstCommitted}..{view.LastCommitted}"
                + $" map {view.Map.Epoch}({view.Map.Members.Count})"
                + $" waiting {view.Waiting}{(view.Role is QuorumRole.Leader ? $" quorum {string.Join(' ', view.Quorum)}" : "")}"
                + $"{(member.IsWiped ? " wiped" : "")}"
            : $"{member.Name} {(member.IsRemoved ? "removed" : "down")}"));
}
