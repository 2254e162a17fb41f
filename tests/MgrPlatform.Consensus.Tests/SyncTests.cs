using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Tests;

public sealed class SyncTests
{
    [Theory]
    [InlineData(5, false, false)]
    [InlineData(15, false, true)]
    [InlineData(200, true, false)]
    public void A_member_that_was_away_copies_as_much_as_it_must(int commits, bool isFull, bool isRecent)
    {
        var rig = Away(commits);
        rig["c"].Forget();
        rig["c"].Start();
        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(isFull, rig["c"].Sent<SyncMessage>().Any(static message => message.Operation == SyncOperation.GetCookieFull));
        Assert.Equal(isRecent, rig["c"].Sent<SyncMessage>().Any(static message => message.Operation == SyncOperation.GetCookieRecent));
        AssertWhole(rig);
    }

    [Fact]
    public void What_is_committed_while_it_copies_is_not_missed()
    {
        var rig = Away(200);
        var copier = rig["c"];
        copier.HoldsDisk = true;
        copier.Start();
        rig.Settle();
        Assert.Equal(QuorumRole.Synchronizing, copier.Machine.Role);
        for (var ticket = 1000; ticket < 1030 && copier.Machine.Role == QuorumRole.Synchronizing; ticket++)
        {
            rig.Leader.Step(new QuorumInput.Proposed(ticket, QuorumRig.Put($"k{ticket % 40}", $"{ticket}")));
            rig.Settle();
            copier.FinishWrites();
            rig.Settle();
        }

        copier.HoldsDisk = false;
        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(3));
        AssertWhole(rig);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_crash_in_mid_sync_begins_again_with_the_monmap_of_the_backup(int writes)
    {
        var rig = Away(200);
        var copier = rig["c"];
        copier.HoldsDisk = true;
        copier.Start();
        rig.Settle();
        for (var write = 0; write < writes; write++)
        {
            copier.FinishWrites();
            rig.Settle();
        }

        Assert.NotNull(copier.Store.Get(StoreKeys.MonSync, StoreKeys.InSync));
        copier.Crash();
        copier.HoldsDisk = false;
        copier.Store.Write(0, new StoreTransactionBuilder().Erase(StoreKeys.Mkfs, StoreKeys.MonMap).Build());
        copier.Start();
        Assert.Equal(3, copier.Machine.Map.Members.Count);
        Assert.Equal(0UL, copier.Machine.LastCommitted);
        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(3));

        Assert.Null(copier.Store.Get(StoreKeys.MonSync, StoreKeys.InSync));
        AssertWhole(rig);
    }

    [Fact]
    public void A_promise_outlives_the_clearing_of_the_store()
    {
        var rig = Away(200);
        var copier = rig["c"];
        copier.HoldsDisk = true;
        copier.Start();
        var promised = copier.Machine.AcceptedPn;
        Assert.True(promised > 0);
        rig.Settle();
        copier.FinishWrites();

        Assert.Equal(promised, copier.Machine.AcceptedPn);
        Assert.True(rig.Codec.TryDecodeNumber(copier.Store.Get(StoreKeys.Paxos, StoreKeys.AcceptedPn)!, out var stored));
        Assert.Equal(promised, stored);
    }

    [Fact]
    public void A_member_removed_from_the_monmap_leaves_when_the_others_know_it()
    {
        var rig = QuorumRig.WithQuorum(3);
        var map = Simulation.Disk.VirtualCodec.Map(1, rig.Map.Members.Where(static member => member.Name != "c"));
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));
        rig.Settle();
        rig["c"].Step(new QuorumInput.MapChanged(map));
        rig.Settle();

        // The others learn the map from it: they had not heard of it.
        Assert.All((string[])["a", "b"], name => Assert.Equal(1U, rig[name].Machine.Map.Epoch));
        rig.Advance(TimeSpan.FromSeconds(3));
        Assert.False(rig["c"].IsUp);
        Assert.Contains(rig["c"].Log, static effect => effect is QuorumEffect.Exit { Reason: ExitReason.Removed });
        Assert.Equal([0, 1], rig.Leader.Machine.Quorum);
    }

    [Fact]
    public void A_new_member_copies_first_and_then_asks_to_be_put_into_the_monmap()
    {
        var rig = new QuorumRig(3, outsiders: 1);
        foreach (var node in rig.Nodes.Take(3))
        {
            node.Start();
        }

        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(2));
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));
        rig.Settle();
        rig["d"].Start();
        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(1UL, rig["d"].Machine.LastCommitted);
        Assert.NotEmpty(rig["d"].Sent<JoinMessage>());
    }

    private static QuorumRig Away(int commits)
    {
        var rig = QuorumRig.WithQuorum(3, static options => options with
        {
            PaxosMin = 20,
            PaxosTrimMin = 10,
            PaxosTrimMax = 50,
            SyncMaxPayloadKeys = 8,
        });
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));
        rig.Settle();
        rig.Kill(rig["c"]);
        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(3));
        for (var ticket = 2; ticket < commits + 2; ticket++)
        {
            rig.Leader.Step(new QuorumInput.Proposed(ticket, QuorumRig.Put($"k{ticket % 40}", $"{ticket}")));
            rig.Settle();
        }

        return rig;
    }

    private static void AssertWhole(QuorumRig rig)
    {
        Assert.Equal([0, 1, 2], rig.Leader.Machine.Quorum);
        Assert.All(rig.Nodes, node =>
        {
            Assert.Equal(rig.Leader.Machine.LastCommitted, node.Machine.LastCommitted);
            Assert.Equal(rig.Leader.Store.Hash, node.Store.Hash);
        });
    }
}
