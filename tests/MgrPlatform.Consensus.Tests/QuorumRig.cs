using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;
using MgrPlatform.Simulation.Disk;

namespace MgrPlatform.Consensus.Tests;

/// <summary>A few machines whose time, messages and disks the test moves by hand. Nothing is random.</summary>
internal sealed class QuorumRig
{
    public static readonly Guid Fsid = new("6e1c2f3a-0000-4000-8000-000000000002");
    private readonly Queue<(RigNode From, string To, QuorumMessage Message)> _messages = [];
    private readonly VirtualCodec _codec = new();

    public QuorumRig(int members, Func<QuorumOptions, QuorumOptions>? change = null, int outsiders = 0)
    {
        var all = Enumerable.Range(0, members + outsiders)
            .Select(static index => new QuorumMember(((char)('a' + index)).ToString(), "v2:" + (char)('a' + index)))
            .ToList();
        Map = VirtualCodec.Map(0, all.Take(members));
        var options = new QuorumOptions { SyncPrefixes = ["kv", StoreKeys.MonMap] };
        Options = change?.Invoke(options) ?? options;
        Nodes = [.. all.Select(member => new RigNode(this, member))];
    }

    public QuorumOptions Options { get; }

    public QuorumMap Map { get; }

    public VirtualCodec Codec => _codec;

    public IReadOnlyList<RigNode> Nodes { get; }

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(100);

    /// <summary>Directions in which nothing passes.</summary>
    public HashSet<(string From, string To)> Cuts { get; } = [];

    public RigNode this[string name] => Nodes.First(node => node.Name == name);

    public RigNode Leader => Nodes.Single(static node => node.IsUp && node.Machine.Role == QuorumRole.Leader);

    public static QuorumRig WithQuorum(int members, Func<QuorumOptions, QuorumOptions>? change = null)
    {
        var rig = new QuorumRig(members, change);
        foreach (var node in rig.Nodes)
        {
            node.Start();
        }

        rig.Settle();
        rig.Advance(TimeSpan.FromSeconds(3));
        return rig;
    }

    public void Enqueue(RigNode from, string to, QuorumMessage message)
    {
        if (Nodes.FirstOrDefault(node => node.Address == to) is { } receiver && !Cuts.Contains((from.Name, receiver.Name)))
        {
            _messages.Enqueue((from, to, message));
        }
    }

    /// <summary>Delivers and stores until nothing is under way.</summary>
    public void Settle()
    {
        for (var round = 0; round < 100_000; round++)
        {
            if (_messages.TryDequeue(out var sent))
            {
                var receiver = Nodes.First(node => node.Address == sent.To);
                if (receiver.IsUp)
                {
                    receiver.Step(new QuorumInput.Received(sent.From.Address, sent.Message));
                }
            }
            else if (!Nodes.Any(static node => node.TryFinishWrites()))
            {
                return;
            }
        }

        Assert.Fail("the machines talk for ever");
    }

    /// <summary>Lets time pass: each timer in its turn, everything settled in between.</summary>
    public void Advance(TimeSpan time)
    {
        var end = Now + time;
        while (Nodes.Where(static node => node.IsUp && !node.IsAsleep)
            .SelectMany(static node => node.Timers.Select(timer => (node, timer.Key, timer.Value)))
            .Where(timer => timer.Value <= end)
            .OrderBy(static timer => timer.Value)
            .Select(static timer => ((RigNode, QuorumTimer, TimeSpan)?)timer)
            .FirstOrDefault() is { } next)
        {
            var (node, timer, due) = next;
            Now = due > Now ? due : Now;
            node.Timers.Remove(timer);
            node.Step(new QuorumInput.TimerFired(timer));
            Settle();
        }

        Now = end;
    }

    /// <summary>The process is gone; its peers' connections are reset.</summary>
    public void Kill(RigNode node, bool isNoticed = true)
    {
        node.Crash();
        if (isNoticed)
        {
            foreach (var other in Nodes.Where(static other => other.IsUp))
            {
                other.Step(new QuorumInput.ConnectionReset(node.Address));
            }
        }
    }

    public static StoreTransaction Put(string key, string value) =>
        new StoreTransactionBuilder().Put("kv", key, System.Text.Encoding.UTF8.GetBytes(value)).Build();
}
