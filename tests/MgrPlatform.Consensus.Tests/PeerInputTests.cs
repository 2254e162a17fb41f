using MgrPlatform.Consensus.Messages;
using MgrPlatform.Simulation.Scheduling;

namespace MgrPlatform.Consensus.Tests;

/// <summary>Nothing that a peer says makes a machine throw.</summary>
public sealed class PeerInputTests
{
    [Fact]
    public void Operations_that_it_does_not_know_are_dropped_and_counted()
    {
        var rig = QuorumRig.WithQuorum(3);
        foreach (var node in rig.Nodes)
        {
            var before = node.Machine.Dropped(DropReason.UnknownOperation);
            var from = node.Name == "a" ? rig["b"].Address : rig["a"].Address;
            node.Step(new QuorumInput.Received(from, new PaxosMessage { Epoch = node.Machine.Epoch, Operation = (PaxosOperation)99 }));
            node.Step(new QuorumInput.Received(
                from, new ElectionMessage { Epoch = 1, Operation = (ElectionOperation)99, Fsid = QuorumRig.Fsid }));
            node.Step(
                new QuorumInput.Received(from, new ProbeMessage { Operation = (ProbeOperation)4, Fsid = QuorumRig.Fsid, Name = "x" }));
            node.Step(new QuorumInput.Received(from, new SyncMessage { Operation = (SyncOperation)7 }));

            Assert.Equal(before + 4, node.Machine.Dropped(DropReason.UnknownOperation));
        }
    }

    [Fact]
    public void Another_clusters_messages_are_dropped()
    {
        var rig = QuorumRig.WithQuorum(3);
        var node = rig["c"];
        node.Step(new QuorumInput.Received(
            rig["a"].Address, new ElectionMessage { Epoch = 99, Operation = ElectionOperation.Propose, Fsid = Guid.Empty }));
        node.Step(new QuorumInput.Received(
            rig["a"].Address, new ProbeMessage { Operation = ProbeOperation.Probe, Fsid = Guid.Empty, Name = "x" }));

        Assert.Equal(2, node.Machine.Dropped(DropReason.WrongCluster));
        Assert.Equal(QuorumRole.Peon, node.Machine.Role);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Nonsense_in_every_role_is_survived(int seed)
    {
        var random = new Randomness((ulong)seed);
        var rig = QuorumRig.WithQuorum(3);
        for (var round = 0; round < 3000; round++)
        {
            var node = random.Pick(rig.Nodes);
            if (!node.IsUp)
            {
                node.Start();
                Assert.DoesNotContain(node.Log, static effect => effect is QuorumEffect.Exit { Reason: ExitReason.StoreFailed });
            }

            node.Step(new QuorumInput.Received(random.Pick(["v2:a", "v2:b", "v2:c", "v2:z"]), Nonsense(random, rig, node)));
            if (random.Chance(0.1))
            {
                rig.Settle();
                rig.Advance(TimeSpan.FromMilliseconds(random.Below(500)));
            }
        }

        Assert.All(rig.Nodes, static node => Assert.True(!node.IsUp || node.Machine.FirstCommitted <= node.Machine.LastCommitted));
    }

    private static QuorumMessage Nonsense(Randomness random, QuorumRig rig, RigNode node)
    {
        var bytes = random.Chance(0.5) ? new byte[random.Below(20)] : rig.Codec.Encode(QuorumRig.Put("k", "x"));
        var version = (ulong)random.Below(5);
        return random.Below(5) switch
        {
            0 => new PaxosMessage
            {
                Epoch = random.Chance(0.8) ? node.Machine.Epoch : (uint)random.Below(100),
                Operation = (PaxosOperation)random.Below(9),
                FirstCommitted = (ulong)random.Below(3),
                LastCommitted = random.Chance(0.05) ? ulong.MaxValue - 1 : version,
                Pn = random.Chance(0.5) ? node.Machine.AcceptedPn : (ulong)random.Below(2000),
                UncommittedPn = (ulong)random.Below(300),
                Lease = TimeSpan.FromSeconds(random.Below(300) - 10),
                Sent = TimeSpan.FromSeconds(random.Below(300) - 10),
                Values = new Dictionary<ulong, byte[]> { [version] = bytes, [version + 1] = bytes },
            },
            1 => new ElectionMessage
            {
                Operation = (ElectionOperation)random.Pick([0, 1, 2, 4, 5, 77]),
                Fsid = QuorumRig.Fsid,
                Epoch = (uint)((int)node.Machine.Epoch + random.Below(7) - 3),
                Map = random.Chance(0.5) ? rig.Map : null,
                Quorum = [random.Below(9) - 2, random.Below(5)],
            },
            2 => new ProbeMessage
            {
                Operation = (ProbeOperation)random.Pick([1, 2, 3, 9]),
                Fsid = QuorumRig.Fsid,
                Name = "x",
                Quorum = random.Chance(0.5) ? [random.Below(9) - 2] : [],
                Leader = random.Below(9) - 2,
                Map = random.Chance(0.5) ? rig.Map : null,
                HasEverJoined = random.Chance(0.5),
                PaxosFirst = (ulong)random.Below(30),
                PaxosLast = (ulong)random.Below(60),
            },
            3 => new SyncMessage
            {
                Operation = (SyncOperation)random.Below(10),
                Cookie = (ulong)random.Below(3),
                LastCommitted = random.Chance(0.05) ? ulong.MaxValue : version,
                Chunk = bytes,
            },
            _ => new PingMessage(TimeSpan.FromSeconds(-5)),
        };
    }
}
