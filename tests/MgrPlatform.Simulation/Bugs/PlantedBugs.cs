using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>All that the simulator must find.</summary>
public static class PlantedBugs
{
    public static IReadOnlyList<BugDescription> All { get; } =
    [
        new("commit-on-majority", "commits when a majority accepted, while the others may read", static () => new CommitOnMajority()),
        new("forget-pending-pn", "does not store the number of the accepted value", static () => new ForgottenWrite(
            StoreKeys.Paxos, StoreKeys.PendingPn)),
        new("forget-accepted-pn", "does not store its promise", static () => new ForgottenWrite(StoreKeys.Paxos, StoreKeys.AcceptedPn)),
        new("forget-election-epoch", "does not store in which epoch it voted", static () => new ForgottenWrite(
            StoreKeys.Monitor, StoreKeys.ElectionEpoch)),
        new("forget-in-sync", "does not mark its store as half a copy", static () => new ForgottenWrite(
            StoreKeys.MonSync, StoreKeys.InSync)),
        new("forget-trim", "does not store where its versions begin", static () => new ForgottenWrite(
            StoreKeys.Paxos, StoreKeys.FirstCommitted)),
        new("ack-before-sync", "says that it accepted before the disk has it", static () => new AckBeforeSync()),
        new("no-filter", "takes votes and messages of Paxos of other epochs and numbers", static () => new NoFilter()),
        new("vote-twice", "votes for every candidate of an epoch", static () => new VoteTwice()),
        new("lease-outlives-begin", "reads on when the next value has begun", static () => new LeaseOutlivesBegin()),
        new("lease-from-receipt", "counts a lease from when the grant came", static () => new LeaseFromReceipt()),
        new("lease-by-wall-clock", "asks a clock that can be set whether its lease is over", static () => new LeaseByWallClock()),
        new("no-wait-for-old-lease", "commits while a member left out may read", static () => new NoWaitForOldLease()),
        new("read-without-lease", "reads whenever it believes to be in a quorum", static () => new ReadWithoutLease()),
        new("read-while-recovering", "reads before it has finished the old leader's value", static () => new ReadWhileRecovering()),
        new("collect-without-uncommitted", "drops what its peons had accepted", static () => new LastWithoutUncommitted()),
        new("collect-alone", "does not wait for its peons' answers", static () => new CollectAlone()),
        new("accept-of-the-day", "accepts, when a begin is repeated, what it has not seen", static () => new AcceptOfTheDay()),
        new("unknown-is-committed", "answers what was under way at an election as done", static () => new UnknownIsCommitted()),
        new("lost-store-votes", "counts for a majority after its store was lost", static () => new LostStoreVotes()),
    ];

    public static BugDescription Find(string name) =>
        All.FirstOrDefault(bug => bug.Name == name) ?? throw new ArgumentException($"there is no planted bug '{name}'");

    /// <summary>The first seed that shows it; null when none of them does.</summary>
    public static SeedReport? Seek(BugDescription bug, ulong first, int seeds, SimulationOptions options)
    {
        for (var index = 0; index < seeds; index++)
        {
            var report = Simulator.Run(first + (ulong)index, options with { Bug = bug.Create });
            if (report.Violation is not null)
            {
                return report;
            }
        }

        return null;
    }
}
