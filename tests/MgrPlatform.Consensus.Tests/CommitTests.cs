using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Tests;

public sealed class CommitTests
{
    [Fact]
    public void A_lone_member_leads_at_once_and_answers_only_when_its_disk_has_the_value()
    {
        var rig = QuorumRig.WithQuorum(1);
        var alone = rig.Leader;
        alone.HoldsDisk = true;

        alone.Step(new QuorumInput.Proposed(7, QuorumRig.Put("x", "1")));
        Assert.DoesNotContain(alone.Log, static effect => effect is QuorumEffect.ProposalFinished);

        alone.FinishWrites();
        Assert.Contains(new QuorumEffect.ProposalFinished(7, ProposalOutcome.Committed, 1), alone.Log);
        Assert.Equal(1UL, alone.Machine.LastCommitted);
        Assert.NotNull(alone.Store.Get("kv", "x"));
    }

    [Fact]
    public void What_waits_while_a_round_runs_goes_into_the_next_one_together_and_in_order()
    {
        var rig = QuorumRig.WithQuorum(3);
        var leader = rig.Leader;
        for (var ticket = 1; ticket <= 20; ticket++)
        {
            leader.Step(new QuorumInput.Proposed(ticket, QuorumRig.Put("k", $"{ticket}")));
        }

        rig.Settle();

        Assert.Equal(2UL, leader.Machine.LastCommitted);
        Assert.Equal(
            20, leader.Log.OfType<QuorumEffect.ProposalFinished>().Count(static done => done.Outcome == ProposalOutcome.Committed));
        Assert.All(rig.Nodes, static node => Assert.Equal("20"u8.ToArray(), node.Store.Get("kv", "k")));
    }

    [Fact]
    public void A_commit_costs_each_member_one_sync()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "0")));
        rig.Settle();
        foreach (var node in rig.Nodes)
        {
            node.Forget();
        }

        rig.Leader.Step(new QuorumInput.Proposed(2, QuorumRig.Put("k", "1")));
        rig.Settle();

        Assert.All(rig.Nodes, static node => Assert.Single(node.Log.OfType<QuorumEffect.Write>(), static write => write.Durable));
    }

    [Fact]
    public void A_peon_accepts_only_what_is_on_its_disk_and_reads_nothing_meanwhile()
    {
        var rig = QuorumRig.WithQuorum(3);
        var (leader, peon) = (rig["a"], rig["b"]);
        leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "0")));
        rig.Settle();
        Assert.True(peon.Machine.IsReadable(1, rig.Now));
        peon.HoldsDisk = true;
        peon.Forget();

        leader.Step(new QuorumInput.Proposed(2, QuorumRig.Put("k", "1")));
        rig.Settle();
        Assert.Empty(peon.Sent<PaxosMessage>());
        Assert.False(peon.Machine.IsReadable(1, rig.Now));
        Assert.Equal(1UL, leader.Machine.LastCommitted);

        peon.HoldsDisk = false;
        rig.Settle();
        Assert.Equal(2UL, leader.Machine.LastCommitted);
        Assert.True(peon.Machine.IsReadable(2, rig.Now));
    }

    /// <summary>
    /// Found by the simulator (seed 88): the answer to a begin that came twice was taken for the acceptance of the next value, which was
    /// lost.
    /// </summary>
    [Fact]
    public void A_repeated_begin_is_not_the_acceptance_of_the_value_after_it()
    {
        var rig = QuorumRig.WithQuorum(2);
        var (leader, peon) = (rig["a"], rig["b"]);
        leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));
        rig.Settle();
        var begin = leader.Sent<PaxosMessage>().Last(static sent => sent.Operation == PaxosOperation.Begin);
        leader.Step(new QuorumInput.Proposed(2, QuorumRig.Put("k", "2")));
        begin = leader.Sent<PaxosMessage>().Last(static sent => sent.Operation == PaxosOperation.Begin) ?? begin;
        rig.Settle();
        Assert.Equal(2UL, leader.Machine.LastCommitted);

        rig.Cuts.Add(("a", "b"));
        leader.Step(new QuorumInput.Proposed(3, QuorumRig.Put("k", "3")));
        peon.Step(new QuorumInput.Received(leader.Address, begin));
        rig.Settle();

        Assert.Equal(2UL, leader.Machine.LastCommitted);
    }

    [Fact]
    public void A_proposal_to_a_peon_is_told_to_try_again()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig["b"].Step(new QuorumInput.Proposed(5, QuorumRig.Put("k", "1")));

        Assert.Contains(new QuorumEffect.ProposalFinished(5, ProposalOutcome.Again, 0), rig["b"].Log);
    }

    [Fact]
    public void More_proposals_than_may_wait_are_told_to_try_again()
    {
        var rig = QuorumRig.WithQuorum(3, static options => options with { MaxWaitingProposals = 2 });
        for (var ticket = 1; ticket <= 4; ticket++)
        {
            rig.Leader.Step(new QuorumInput.Proposed(ticket, QuorumRig.Put("k", "1")));
        }

        Assert.Contains(new QuorumEffect.ProposalFinished(4, ProposalOutcome.Again, 0), rig.Leader.Log);
    }

    [Fact]
    public void Old_versions_are_erased_and_paxos_min_of_them_are_kept()
    {
        var rig = QuorumRig.WithQuorum(3, static options => options with { PaxosMin = 10, PaxosTrimMin = 5, PaxosTrimMax = 20 });
        for (var ticket = 1; ticket <= 60; ticket++)
        {
            rig.Leader.Step(new QuorumInput.Proposed(ticket, QuorumRig.Put("k", $"{ticket}")));
            rig.Settle();
        }

        Assert.All(rig.Nodes, static node =>
        {
            Assert.InRange(node.Machine.LastCommitted - node.Machine.FirstCommitted, 10UL, 17UL);
            Assert.Null(node.Store.Get(StoreKeys.Paxos, "1"));
        });
    }

    [Fact]
    public void A_value_accepted_before_the_leader_died_is_committed_by_the_next_one()
    {
        var rig = QuorumRig.WithQuorum(3);
        var leader = rig["a"];
        leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "0")));
        rig.Settle();
        rig.Cuts.Add(("b", "a"));
        rig.Cuts.Add(("c", "a"));
        leader.Step(new QuorumInput.Proposed(2, QuorumRig.Put("k", "1")));
        rig.Settle();
        Assert.Equal(1UL, leader.Machine.LastCommitted);

        rig.Kill(leader);
        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("b", rig.Leader.Name);
        Assert.Equal(2UL, rig.Leader.Machine.LastCommitted);
        Assert.Equal("1"u8.ToArray(), rig["c"].Store.Get("kv", "k"));
    }

    [Fact]
    public void A_commit_that_the_disk_forgot_is_found_again_in_the_accepted_value()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));
        rig.Settle();
        foreach (var node in rig.Nodes)
        {
            node.Crash(kept: 0);
        }

        foreach (var node in rig.Nodes)
        {
            node.Start();
        }

        Assert.All(rig.Nodes, static node => Assert.Equal(0UL, node.Machine.LastCommitted));
        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(3));

        Assert.All(rig.Nodes, static node => Assert.Equal("1"u8.ToArray(), node.Store.Get("kv", "k")));
    }

    [Fact]
    public void A_store_whose_first_version_is_after_its_last_is_refused()
    {
        var rig = new QuorumRig(1);
        var node = rig.Nodes[0];
        node.Store.Write(1, new StoreTransactionBuilder()
            .Put(StoreKeys.Paxos, StoreKeys.FirstCommitted, rig.Codec.EncodeNumber(9))
            .Put(StoreKeys.Paxos, StoreKeys.LastCommitted, rig.Codec.EncodeNumber(3)).Build());

        node.Start();

        Assert.Contains(node.Log, static effect => effect is QuorumEffect.Exit { Reason: ExitReason.StoreFailed });
    }
}
