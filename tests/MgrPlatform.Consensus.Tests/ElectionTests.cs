using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Tests;

public sealed class ElectionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_lowest_rank_leads_in_an_even_epoch_that_all_have_on_disk(int members)
    {
        var rig = QuorumRig.WithQuorum(members);

        Assert.Equal("a", rig.Leader.Name);
        Assert.Equal(0U, rig.Leader.Machine.Epoch % 2);
        Assert.Equal(Enumerable.Range(0, members), rig.Leader.Machine.Quorum);
        Assert.All(rig.Nodes, node =>
        {
            Assert.Equal(rig.Leader.Machine.Epoch, node.Machine.Epoch);
            Assert.True(rig.Codec.TryDecodeNumber(node.Store.Get(StoreKeys.Monitor, StoreKeys.ElectionEpoch)!, out var stored));
            Assert.Equal(node.Machine.Epoch, (uint)stored);
        });
    }

    [Fact]
    public void The_rest_elects_as_soon_as_the_leaders_connections_are_reset()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Kill(rig["a"]);
        rig.Settle();

        Assert.Equal("b", rig.Leader.Name);
        Assert.Equal([1, 2], rig.Leader.Machine.Quorum);
    }

    [Fact]
    public void Silence_of_the_leader_is_noticed_before_its_lease_is_over()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Kill(rig["a"], isNoticed: false);
        rig.Advance(rig.Options.PingGrace + rig.Options.PingInterval + rig.Options.SettleTime);

        Assert.Equal("b", rig.Leader.Name);
    }

    [Fact]
    public void A_new_leader_that_leaves_somebody_out_commits_only_when_the_old_lease_is_over()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Kill(rig["a"]);
        rig.Settle();
        var leader = rig.Leader;
        leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));

        rig.Advance(rig.Options.Lease);
        Assert.Equal(0UL, leader.Machine.LastCommitted);

        rig.Advance(rig.Options.Lease * 0.05);
        Assert.Equal(1UL, leader.Machine.LastCommitted);
    }

    [Fact]
    public void A_leader_that_is_stopped_steps_down_and_the_next_commits_at_once()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "0")));
        rig.Settle();
        rig["a"].Step(new QuorumInput.StopRequested());
        Assert.False(rig["a"].IsUp);
        rig.Settle();

        var leader = rig.Leader;
        Assert.Equal("b", leader.Name);
        leader.Step(new QuorumInput.Proposed(2, QuorumRig.Put("k", "1")));
        rig.Settle();
        Assert.Equal(2UL, leader.Machine.LastCommitted);
    }

    [Fact]
    public void A_member_that_comes_back_is_taken_in_and_the_lowest_rank_leads_again()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "0")));
        rig.Settle();
        rig.Kill(rig["a"]);
        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(2));
        rig["a"].Start();
        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("a", rig.Leader.Name);
        Assert.Equal([0, 1, 2], rig.Leader.Machine.Quorum);
    }

    [Fact]
    public void A_member_votes_once_in_an_epoch()
    {
        var rig = new QuorumRig(5);
        foreach (var node in rig.Nodes)
        {
            node.Start();
        }

        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(2));
        var voter = rig["e"];
        var epoch = voter.Machine.Epoch + 1;
        rig.Cuts.UnionWith(rig.Nodes.Select(static node => (node.Name, "e")));
        rig.Cuts.UnionWith(rig.Nodes.Select(static node => ("e", node.Name)));
        voter.Forget();
        voter.Step(new QuorumInput.Received(rig["d"].Address, Propose(rig, epoch)));
        rig.Settle();
        Assert.Empty(voter.Sent<ElectionMessage>()); // Better ones can be heard: they may be about to ask.
        voter.Step(new QuorumInput.Received(rig["b"].Address, Propose(rig, epoch)));
        rig.Advance(rig.Options.SettleTime / 2);
        foreach (var late in (string[])["d", "c", "a"])
        {
            voter.Step(new QuorumInput.Received(rig[late].Address, Propose(rig, epoch)));
            rig.Settle();
        }

        var vote = Assert.Single(
            voter.Log.OfType<QuorumEffect.Send>(), static send => send.Message is ElectionMessage { Operation: ElectionOperation.Ack });
        Assert.Equal(rig["b"].Address, vote.Address);
    }

    /// <summary>
    /// Found by the simulator (seed 15): of two proposals that had come while it probed it voted for the better one, and after a while for
    /// the other.
    /// </summary>
    [Fact]
    public void Of_the_proposals_that_came_while_it_probed_a_member_votes_for_one()
    {
        var rig = new QuorumRig(5);
        foreach (var node in rig.Nodes)
        {
            node.Start();
        }

        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(2));
        rig.Kill(rig["a"], isNoticed: false);
        var voter = rig["e"];
        var epoch = voter.Machine.Epoch + 1;
        rig.Cuts.UnionWith(rig.Nodes.Select(static node => ("e", node.Name)));
        rig.Cuts.UnionWith(rig.Nodes.Select(static node => (node.Name, "e")));
        voter.Step(new QuorumInput.ConnectionReset(rig["a"].Address));
        voter.Forget();
        foreach (var candidate in (string[])["b", "c"])
        {
            voter.Step(new QuorumInput.Received(rig[candidate].Address, Propose(rig, epoch)));
        }

        foreach (var other in (string[])["b", "c", "d"])
        {
            voter.Step(new QuorumInput.Received(rig[other].Address, new ProbeMessage
            {
                Operation = ProbeOperation.Reply,
                Fsid = QuorumRig.Fsid,
                Name = other,
                Map = rig.Map,
            }));
        }

        voter.TryFinishWrites();
        rig.Advance(rig.Options.SettleTime);

        var vote = Assert.Single(
            voter.Log.OfType<QuorumEffect.Send>(), static send => send.Message is ElectionMessage { Operation: ElectionOperation.Ack });
        Assert.Equal(rig["b"].Address, vote.Address);
    }

    /// <summary>
    /// Found by these tests: a member that had joined in a new cluster did not count as one that may vote, until it began anew itself.
    /// </summary>
    [Fact]
    public void A_quorum_that_is_minutes_old_elects_as_fast_as_any()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "0")));
        rig.Settle();
        rig.Kill(rig["c"]);
        rig.Settle();

        Assert.Equal([0, 1], rig.Leader.Machine.Quorum);
    }

    /// <summary>
    /// Found by the simulator (seed 1125): who had a past waited for the others, whose votes did not count because of that past.
    /// </summary>
    [Fact]
    public void A_cluster_that_lost_its_power_in_its_first_round_begins_all_the_same()
    {
        var rig = new QuorumRig(3);
        rig["b"].HoldsDisk = false;
        foreach (var node in rig.Nodes)
        {
            node.Start();
        }

        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(2));
        rig["b"].HoldsDisk = true;
        rig["c"].HoldsDisk = true;
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "0")));
        rig.Settle();
        foreach (var node in rig.Nodes)
        {
            node.Crash(kept: 0);
            node.HoldsDisk = false;
        }

        foreach (var node in rig.Nodes)
        {
            node.Start();
        }

        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([0, 1, 2], rig.Leader.Machine.Quorum);
        Assert.Equal(1UL, rig["c"].Machine.LastCommitted); // It was on one disk; nobody was told, so it may be there or not.
    }

    /// <summary>
    /// Found by the simulator (seed 1001): a leader that lost its store copied a quorum that believed to be led by it, and voted twice in
    /// an epoch.
    /// </summary>
    [Fact]
    public void A_peon_whose_leader_probes_is_in_no_quorum_any_more()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "0")));
        rig.Settle();
        rig.Kill(rig["a"], isNoticed: false);
        rig["a"].Wipe();
        rig["a"].Start();
        rig.Settle();

        Assert.NotEqual(QuorumRole.Leader, rig["a"].Machine.Role);
        Assert.DoesNotContain(rig["a"].Sent<SyncMessage>(), static message => message.Operation == SyncOperation.GetChunk);
        rig.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([0, 1, 2], rig.Leader.Machine.Quorum);
    }

    [Fact]
    public void A_vote_is_sent_only_when_its_epoch_is_on_disk()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Kill(rig["a"]);
        rig["c"].HoldsDisk = true;
        rig.Settle();
        Assert.DoesNotContain(rig.Nodes, static node => node.IsUp && node.Machine.Role == QuorumRole.Leader);

        rig["c"].HoldsDisk = false;
        rig.Settle();
        Assert.Equal("b", rig.Leader.Name);
    }

    [Fact]
    public void A_proposal_that_comes_while_we_probe_is_answered_when_the_election_begins()
    {
        var rig = QuorumRig.WithQuorum(3);
        var (b, c) = (rig["b"], rig["c"]);
        rig["a"].Crash();
        b.Step(new QuorumInput.ConnectionReset(rig["a"].Address));
        rig.Cuts.Add(("c", "b")); // What c answers b's probe is lost, so c still probes when b, told otherwise, proposes.
        c.Step(new QuorumInput.ConnectionReset(rig["a"].Address));
        rig.Settle();
        rig.Cuts.Clear();
        rig.Advance(rig.Options.ProbeTimeout);

        Assert.Equal("b", rig.Leader.Name);
    }

    [Fact]
    public void A_member_that_nobody_answers_does_not_raise_its_epoch()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Kill(rig["a"]);
        rig.Kill(rig["b"]);
        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(2));
        var epoch = rig["c"].Machine.Epoch;
        rig.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(epoch, rig["c"].Machine.Epoch);
    }

    [Fact]
    public void A_member_whose_store_was_lost_does_not_make_a_majority()
    {
        var rig = QuorumRig.WithQuorum(3);
        rig.Leader.Step(new QuorumInput.Proposed(1, QuorumRig.Put("k", "1")));
        rig.Settle();
        rig.Kill(rig["a"]);
        rig.Kill(rig["b"]);
        rig["b"].Wipe();
        rig["b"].Start();
        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(rig.Nodes, static node => node.IsUp && node.Machine.IsInQuorum);

        rig["a"].Start();
        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([0, 1, 2], rig.Leader.Machine.Quorum);
        Assert.Equal("1"u8.ToArray(), rig["b"].Store.Get("kv", "k"));
    }

    private static ElectionMessage Propose(QuorumRig rig, uint epoch) =>
        new() { Operation = ElectionOperation.Propose, Fsid = QuorumRig.Fsid, Epoch = epoch, Map = rig.Map };
}
