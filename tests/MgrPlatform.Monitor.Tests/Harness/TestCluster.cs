using System.Text;
using MgrPlatform.Consensus;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Mkfs;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Harness;

/// <summary>
/// Some monitors without sockets, disks or clocks: messages are handed over in order, and time passes when a test says so.
/// </summary>
internal sealed class TestCluster
{
    private readonly SortedDictionary<string, TestMonitor> _monitors = new(StringComparer.Ordinal);
    private readonly Queue<(string To, MonitorInput Input)> _queue = [];
    private byte _random;
    private long _connections;

    public TestCluster(int monitors, KeyType cipher = KeyType.Aes256k, MonitorOptions? options = null)
    {
        Options = options ?? new MonitorOptions();
        var now = Wall;
        var map = MonitorMkfs.NewMap(Fsid, cipher, now);
        for (var i = 0; i < monitors; i++)
        {
            map = MonitorMkfs.Add(map, ((char)('a' + i)).ToString(), Address(i), now);
        }

        Keyring = MonitorMkfs.NewKeyring(cipher, now, Random);
        for (var i = 0; i < monitors; i++)
        {
            Add(map.Ranks[i], map, map.Monitors[map.Ranks[i]].Addresses);
        }
    }

    public static Guid Fsid { get; } = Guid.Parse("3f6b1b7e-5b3d-4d55-a3f8-0c6a1ac1d001");

    public MonitorOptions Options { get; }

    public string Keyring { get; }

    public TimeSpan Elapsed { get; private set; } = TimeSpan.FromSeconds(100);

    public IReadOnlyDictionary<string, TestMonitor> Monitors => _monitors;

    /// <summary>Who may speak with whom; both ways must be allowed for a message to pass.</summary>
    public HashSet<string> Unreachable { get; } = [];

    public UTime Wall => UTime.From(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero) + Elapsed);

    public TestMonitor Leader => _monitors.Values.Single(static monitor => monitor.Context.IsLeader && monitor.IsRunning);

    public static EntityAddressVector Address(int number) => new([
        new EntityAddress(EntityAddressType.Msgr2, 0, new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 3300 + number)),
    ]);

    /// <summary>A monitor with a store of its own.</summary>
    public TestMonitor Add(string name, MonMap map, EntityAddressVector addresses)
    {
        var store = new MemoryMonitorStore();
        store.Apply(new MonitorTransaction()
            .Put(MonitorSeed.Prefix, MonitorSeed.MonMapKey, WireWriter.Encode(map))
            .Put(MonitorSeed.Prefix, MonitorSeed.KeyringKey, Encoding.UTF8.GetBytes(Keyring)));
        var monitor = new TestMonitor(name, addresses, store, Options, Random);
        _monitors[name] = monitor;
        return monitor;
    }

    /// <summary>Starts all monitors, and waits until there is a leader that may write.</summary>
    public TestCluster Start()
    {
        foreach (var name in _monitors.Keys)
        {
            Give(name, new MonitorInput.Started([]));
        }

        Until(() => _monitors.Values.Any(static monitor =>
            monitor.Context.IsWriteable && monitor.Context.IsReadable && monitor.Context.MonMap.Epoch > 0));
        return this;
    }

    /// <summary>A client that has logged in at a monitor.</summary>
    public TestClient Connect(string monitor, string name = "client.admin", string caps = "allow *", ulong globalId = 0)
    {
        Assert.True(EntityName.TryParse(name, out var entity));
        var id = ++_connections;
        var gid = globalId != 0 ? globalId : 4000 + (ulong)id;
        var address = new EntityAddressVector([
            new EntityAddress(EntityAddressType.Any, (uint)id, new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)),
        ]);
        var client = new TestClient(this, monitor, id);
        _monitors[monitor].Clients[id] = client;
        Give(monitor, new MonitorInput.ClientReady(
            id,
            new PeerEntity(entity.Type, address, Features.Default, -1, ConnectionMode.Secure, new AuthenticatedPeer(
                entity, gid, AllowAll: false, caps)),
            address.Legacy));
        Settle();
        return client;
    }

    public void Give(string monitor, MonitorInput input) => _queue.Enqueue((monitor, input));

    /// <summary>The monitor's process is gone, as with SIGKILL.</summary>
    public void Kill(string name)
    {
        var monitor = _monitors[name];
        monitor.IsRunning = false;
        foreach (var other in _monitors.Keys.Where(other => other != name))
        {
            Give(other, new MonitorInput.MonitorLost(monitor.Address));
        }

        Settle();
    }

    /// <summary>A new process on the same store.</summary>
    public void Restart(string name)
    {
        var old = _monitors[name];
        _monitors[name] = new TestMonitor(name, old.Addresses, old.Store, Options, Random);
        Give(name, new MonitorInput.Started([]));
        Settle();
    }

    /// <summary>Everything that needs no time, or until somebody has seen enough.</summary>
    public void Settle(Func<bool>? isEnough = null)
    {
        for (var steps = 0; isEnough?.Invoke() != true && _queue.TryDequeue(out var next); steps++)
        {
            Assert.True(steps < 200_000, "the monitors never come to rest");
            if (_monitors.TryGetValue(next.To, out var monitor) && monitor.IsRunning)
            {
                Execute(monitor, monitor.Step(next.Input, Wall, Elapsed));
            }
        }
    }

    /// <summary>Lets time pass, in small pieces.</summary>
    public void Pass(TimeSpan time)
    {
        var end = Elapsed + time;
        Settle();
        while (Elapsed < end)
        {
            Elapsed += TimeSpan.FromMilliseconds(10);
            foreach (var (name, monitor) in _monitors)
            {
                while (monitor.IsRunning && monitor.Timers.Take(Elapsed) is { } due)
                {
                    Give(name, due);
                    Settle();
                }
            }

            Settle();
        }
    }

    /// <summary>All processes stand still for a while, and wake up late.</summary>
    public void Sleep(TimeSpan time) => Elapsed += time;

    public void Until(Func<bool> condition, double seconds = 30)
    {
        var end = Elapsed + TimeSpan.FromSeconds(seconds);
        Settle();
        while (!condition())
        {
            Assert.True(Elapsed < end, "what was waited for did not come");
            Pass(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Bytes that are not random, each run the same.</summary>
    private void Random(Span<byte> bytes)
    {
        foreach (ref var b in bytes)
        {
            b = ++_random;
        }
    }

    private void Execute(TestMonitor monitor, IReadOnlyList<MonitorEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case MonitorEffect.Send send when monitor.Clients.TryGetValue(send.Connection, out var client):
                    client.Receive(Copy(send.Message, send.Features), send.TransactionId);
                    break;
                case MonitorEffect.SendToMonitor send:
                    var target = _monitors.Values.FirstOrDefault(other => other.Address == send.Address);
                    if (target is { IsRunning: true } && !Unreachable.Contains(target.Name) && !Unreachable.Contains(monitor.Name))
                    {
                        Give(target.Name, new MonitorInput.MonitorMessage(monitor.Address, Copy(send.Message, Features.Default)));
                    }
                    else if (target is { IsRunning: false })
                    {
                        Give(monitor.Name, new MonitorInput.MonitorLost(send.Address));
                    }

                    break;
                case MonitorEffect.Close close when monitor.Clients.Remove(close.Connection, out var closed):
                    closed.IsOpen = false;
                    Give(monitor.Name, new MonitorInput.ClientClosed(close.Connection));
                    break;
                case MonitorEffect.Sync sync:
                    Give(monitor.Name, new MonitorInput.Stored(sync.Number));
                    break;
                case MonitorEffect.Exit exit:
                    monitor.IsRunning = false;
                    monitor.Exit = exit;
                    break;
                default:
                    monitor.Keep(effect);
                    break;
            }
        }
    }

    // As over a connection: what arrives are bytes.
    private static Message Copy(Message message, Features features) => MessageCodec.Decode(
        message.Kind.Type, message.Kind.Version, message.Kind.OldestReader, MessageCodec.EncodeFront(message, features), default,
        message.EncodeData(features));
}
