using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Tests;

public sealed class LeaseTests
{
    [Fact]
    public void While_all_is_well_every_member_can_always_be_read()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));
        rig.Settle();
        for (var step = 0; step < 200; step++)
        {
            rig.Advance(TimeSpan.FromMilliseconds(37));
            Assert.All(rig.Nodes, node => Assert.True(node.Machine.IsReadable(1, rig.Now)));
        }
    }

    [Fact]
    public void A_member_that_hears_nothing_cannot_be_read_when_its_lease_is_over()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));
        rig.Settle();
        var asleep = rig["c"];
        asleep.IsAsleep = true;

        Assert.True(asleep.Machine.IsReadable(1, rig.Now));
        Assert.False(asleep.Machine.IsReadable(1, rig.Now + rig.Options.Lease));
    }

    [Fact]
    public void A_grant_that_was_long_under_way_is_worth_nothing()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));
        rig.Settle();
        rig.Advance(rig.Options.Lease * 0.6);
        var lease = rig.Leader.Sent<PaxosMessage>().Last(static message => message.Operation == PaxosOperation.Lease);
        var peon = rig["c"];
        peon.IsAsleep = true;
        rig.Cuts.Add(("a", "c"));
        rig.Cuts.Add(("c", "a"));
        rig.Advance(rig.Options.Lease * 1.1);

        peon.Step(new QuorumInput.Received(rig["a"].Address, lease));

        Assert.False(peon.Machine.IsReadable(1, rig.Now));
    }

    [Fact]
    public void A_leader_whose_peons_are_silent_stops_answering_reads()
    {
        var rig = QuorumRig.WithQuorum(3);
        var leader = rig["a"];
        leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));
        rig.Settle();
        leader.IsAsleep = true;

        Assert.True(leader.Machine.IsReadable(1, rig.Now));
        Assert.False(leader.Machine.IsReadable(1, rig.Now + rig.Options.Lease));
    }

    /// <summary>Found by the simulator (seed 1115): who the new monmap leaves out could be read while those in it committed more.</summary>
    [Fact]
    public void Nobody_keeps_a_lease_over_a_change_of_the_monmap()
    {
        var rig = QuorumRig.WithQuorum(2);
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));
        rig.Settle();
        Assert.All(rig.Nodes, node => Assert.True(node.Machine.IsReadable(1, rig.Now)));
        rig.Cuts.Add(("b", "a"));
        rig.Leader.Step(new QuorumInput.Proposed(2, new StoreTransactionBuilder().Put(StoreKeys.MonMap, "1", [1]).Build()));
        rig.Settle();
        var accept = rig["b"].Sent<PaxosMessage>().Last(static message => message.Operation == PaxosOperation.Accept);
        rig["a"].FinishWrites();
        rig["a"].Step(new QuorumInput.Received(rig["b"].Address, accept));

        Assert.Equal(2UL, rig["a"].Machine.LastCommitted);
        Assert.False(rig["a"].Machine.IsReadable(1, rig.Now));
        rig.Settle();
        Assert.Equal(2UL, rig["b"].Machine.LastCommitted);
        Assert.False(rig["b"].Machine.IsReadable(1, rig.Now));
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused() =>
        Assert.Throws<ArgumentException>(() => QuorumRig.WithQuorum(1, static options => options with { LeaseRenewIntervalFactor = 1.5 }));

    [Fact]
    public void Cephs_own_waits_work_as_well()
    {
        var rig = QuorumRig.WithQuorum(3, static options => QuorumOptions.Ceph(options.SyncPrefixes));
        rig.Advance(TimeSpan.FromSeconds(10));
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));
        rig.Settle();
        for (var step = 0; step < 100; step++)
        {
            rig.Advance(TimeSpan.FromMilliseconds(370));
            Assert.All(rig.Nodes, node => Assert.True(node.Machine.IsReadable(1, rig.Now)));
        }
    }
}
