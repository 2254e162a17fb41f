using System.Text;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Mkfs;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Monitor.Tests.Harness;
using MgrPlatform.Simulation.Clients;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Seeded;

/// <summary>
/// Whole cores of three monitors and their clients in virtual time, from a seed: messages take their time, in order on each connection and
/// in any order between them; connections break and each end hears of it when it does; members are killed, stand still and are cut off. A
/// member that is killed keeps what it wrote, as a process does (what a power failure loses, the simulator of the quorum shows).
/// </summary>
internal sealed class SeededCluster
{
    private const int Members = 3;

    private readonly Dictionary<(string From, string To), Way> _ways = [];
    private readonly MonitorOptions _options;
    private long _connections;

    public SeededCluster(int seed, MonitorOptions options)
    {
        Random = new Random(seed);
        _options = options;
        var map = MonitorMkfs.NewMap(TestCluster.Fsid, KeyType.Aes256k, Wall);
        for (var i = 0; i < Members; i++)
        {
            map = MonitorMkfs.Add(map, ((char)('a' + i)).ToString(), TestCluster.Address(i), Wall);
        }

        var keyring = MonitorMkfs.NewKeyring(KeyType.Aes256k, Wall, Fill);
        foreach (var name in map.Ranks)
        {
            var store = new MemoryMonitorStore();
            store.Apply(new MonitorTransaction()
                .Put(MonitorSeed.Prefix, MonitorSeed.MonMapKey, WireWriter.Encode(map))
                .Put(MonitorSeed.Prefix, MonitorSeed.KeyringKey, Encoding.UTF8.GetBytes(keyring)));
            var monitor = new SeededMonitor(name, map.Monitors[name].Addresses, store);
            Monitors.Add(monitor);
        }

        Monitors.ForEach(Start);
    }

    public EventLine Events { get; } = new();

    public Random Random { get; }

    public List<SeededMonitor> Monitors { get; } = [];

    public List<HistoryEntry> History { get; } = [];

    /// <summary>What no client may see.</summary>
    public List<string> Errors { get; } = [];

    public SeededMonitor? Leader => Monitors.FirstOrDefault(static monitor => monitor.Life?.Context.IsLeader == true);

    private UTime Wall => UTime.From(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero) + Events.Now);

    private sealed class Way
    {
        public int Blocks { get; set; }

        public int Generation { get; set; }

        public bool HasLost { get; set; }

        public TimeSpan LastArrival { get; set; }
    }

    public long NewConnection() => ++_connections;

    public TimeSpan Between(double least, double most) => TimeSpan.FromMilliseconds(least + (Random.NextDouble() * (most - least)));

    public bool Chance(double chance) => Random.NextDouble() < chance;

    public void Run(TimeSpan time)
    {
        var end = Events.Now + time;
        while (Events.Next(end))
        {
        }
    }

    public void Start(SeededMonitor monitor)
    {
        if (monitor.Life is null)
        {
            monitor.Wake = null;
            monitor.Life = new TestMonitor(monitor.Name, monitor.Addresses, monitor.Store, _options, Fill);
            Give(monitor, new MonitorInput.Started([]));
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill(SeededMonitor monitor)
    {
        if (monitor.Life is null)
        {
            return;
        }

        monitor.Life = null;
        monitor.StillUntil = TimeSpan.Zero;
        foreach (var (id, client) in monitor.Clients.ToList())
        {
            Events.After(Between(0.1, 3), () => client.Lost(id));
        }

        monitor.Clients.Clear();
        foreach (var other in Monitors.Where(other => other != monitor))
        {
            Break(monitor, other);
        }
    }

    public void StandStill(SeededMonitor monitor, TimeSpan time) => monitor.StillUntil = Events.Now + time;

    public void Block(SeededMonitor from, SeededMonitor to) => WayOf(from, to).Blocks++;

    public void Unblock(SeededMonitor from, SeededMonitor to)
    {
        var way = WayOf(from, to);
        way.Blocks--;
        if (way is { Blocks: 0, HasLost: true })
        {
            way.HasLost = false;
            Break(from, to); // Both must learn that something is missing.
        }
    }

    /// <summary>The session of two monitors is over, with all that is on its way.</summary>
    public void Break(SeededMonitor one, SeededMonitor other)
    {
        foreach (var (who, peer) in ((SeededMonitor, SeededMonitor)[])[(one, other), (other, one)])
        {
            WayOf(who, peer).Generation++;
            var life = who.Life;
            Events.After(Between(0.1, Chance(0.1) ? 2000 : 3), () => Give(who, new MonitorInput.MonitorLost(peer.Address), life));
        }
    }

    /// <summary>Gives something to this life of a monitor, when it does not stand still.</summary>
    public void Give(SeededMonitor monitor, MonitorInput input, TestMonitor? life = null)
    {
        life ??= monitor.Life;
        if (life is null || monitor.Life != life)
        {
            return;
        }

        if (monitor.StillUntil > Events.Now)
        {
            Events.At(monitor.StillUntil, () => Give(monitor, input, life));
            return;
        }

        foreach (var effect in life.Step(input, Wall, Events.Now))
        {
            Execute(monitor, life, effect);
        }

        PlanWake(monitor, life);
    }

    /// <summary>A client has logged in.</summary>
    public void Accept(SeededMonitor monitor, long id, SeededClient client)
    {
        monitor.Clients[id] = client;
        var address = new EntityAddressVector([
            new EntityAddress(EntityAddressType.Any, (uint)id, new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)),
        ]);
        Give(monitor, new MonitorInput.ClientReady(
            id,
            new PeerEntity(EntityType.Client, address, Features.Default, -1, ConnectionMode.Secure, new AuthenticatedPeer(
                new EntityName(EntityType.Client, "admin"), client.GlobalId, AllowAll: false, "allow *")),
            address.Legacy));
    }

    private static Message Copy(Message message, Features features) => MessageCodec.Decode(
        message.Kind.Type, message.Kind.Version, message.Kind.OldestReader, MessageCodec.EncodeFront(message, features), default,
        message.EncodeData(features));

    private void Execute(SeededMonitor monitor, TestMonitor life, MonitorEffect effect)
    {
        switch (effect)
        {
            case MonitorEffect.Send send when monitor.Clients.TryGetValue(send.Connection, out var client):
                client.Expect(send.Connection, Copy(send.Message, send.Features), send.TransactionId);
                break;
            case MonitorEffect.SendToMonitor send:
                Send(monitor, Monitors.First(other => other.Address == send.Address), send.Message);
                break;
            case MonitorEffect.Close close when monitor.Clients.Remove(close.Connection, out var closed):
                Events.After(Between(0.1, 3), () => closed.Lost(close.Connection));
                Events.After(Between(0.1, 3), () => Give(monitor, new MonitorInput.ClientClosed(close.Connection), life));
                break;
            case MonitorEffect.Sync sync:
                Events.After(Between(0.2, Chance(0.02) ? 300 : 4), () => Give(monitor, new MonitorInput.Stored(sync.Number), life));
                break;
            case MonitorEffect.Exit exit:
                Errors.Add($"mon.{monitor.Name} left: {exit.Reason}");
                Kill(monitor);
                break;
            default:
                life.Keep(effect);
                break;
        }
    }

    private void Send(SeededMonitor from, SeededMonitor to, Message message)
    {
        var way = WayOf(from, to);
        if (way.Blocks > 0)
        {
            way.HasLost = true;
            return;
        }

        var copy = Copy(message, Features.Default);
        var generation = way.Generation;
        way.LastArrival = Later(way.LastArrival, Events.Now + Between(0.1, Chance(0.02) ? 100 : 5));
        Events.At(way.LastArrival, () =>
        {
            if (way.Generation == generation)
            {
                Give(to, new MonitorInput.MonitorMessage(from.Address, copy));
            }
        });
    }

    private void PlanWake(SeededMonitor monitor, TestMonitor life)
    {
        if (monitor.Life != life || life.Timers.Next is not { } next || (monitor.Wake is { } planned && planned <= next))
        {
            return;
        }

        monitor.Wake = next;
        Events.At(next, () => OnWake(monitor, life));
    }

    private void OnWake(SeededMonitor monitor, TestMonitor life)
    {
        if (monitor.Life != life)
        {
            return;
        }

        if (monitor.StillUntil > Events.Now)
        {
            Events.At(monitor.StillUntil, () => OnWake(monitor, life));
            return;
        }

        monitor.Wake = null;
        while (monitor.Life == life && life.Timers.Take(Events.Now) is { } due)
        {
            Give(monitor, due, life);
        }

        PlanWake(monitor, life);
    }

    private static TimeSpan Later(TimeSpan last, TimeSpan wanted) => wanted > last ? wanted : last + TimeSpan.FromTicks(1);

    private Way WayOf(SeededMonitor from, SeededMonitor to)
    {
        if (!_ways.TryGetValue((from.Name, to.Name), out var way))
        {
            _ways[(from.Name, to.Name)] = way = new Way();
        }

        return way;
    }

    private void Fill(Span<byte> bytes) => Random.NextBytes(bytes);
}
