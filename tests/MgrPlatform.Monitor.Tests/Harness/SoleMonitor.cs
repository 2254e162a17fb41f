using System.Text;
using System.Text.Json;
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
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Harness;

/// <summary>
/// One monitor and one client of it on any store, without sockets, by a clock of its own: as many commits as one wants, one after the
/// other, each on the disk before it is answered. Also compiled into the benchmarks.
/// </summary>
internal sealed class SoleMonitor
{
    private const long Client = 1;
    private static readonly DateTimeOffset Birth = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly IMonitorStore _store;
    private readonly MonitorCore _core;
    private readonly MonitorTimers _timers = new();
    private readonly List<MonitorEffect> _effects = [];
    private readonly Queue<MonitorInput> _inputs = [];
    private readonly Guid _fsid;
    private TimeSpan _elapsed;
    private MMonCommandAck? _answer;
    private ulong _transaction;
    private ulong _chance = 1;

    /// <param name="elapsed">How old the cluster is.</param>
    public SoleMonitor(IMonitorStore store, TimeSpan elapsed)
    {
        _store = store;
        _elapsed = elapsed;
        var map = MonitorSeed.ReadMonMap(store);
        if (map is null && store.Get("monmap", "last_committed") is null)
        {
            map = Make(store);
        }

        map ??= store.Load<MonMap>("monmap", MonitorTransaction.Version(store.GetNumber("monmap", "last_committed")));
        _fsid = map.Fsid;
        var addresses = map.Monitors["a"].Addresses;
        _core = new MonitorCore(
            new MonitorIdentity(_fsid, "a", addresses, new SortedDictionary<string, string> { ["hostname"] = "vm" }),
            new MonitorOptions(),
            new QuorumOptions { SyncPrefixes = MonitorServices.SyncPrefixes },
            store,
            Random);
        Step(new MonitorInput.Started([]));
        for (var i = 0; i < 100 && !_core.Context.IsWriteable; i++)
        {
            Pass(TimeSpan.FromMilliseconds(100));
        }

        Step(new MonitorInput.ClientReady(
            Client,
            new PeerEntity(
                EntityType.Client, addresses, Features.Default, -1, ConnectionMode.Secure,
                new AuthenticatedPeer(new EntityName(EntityType.Client, "admin"), 4100, AllowAll: false, "allow *")),
            addresses.Legacy));
    }

    public TimeSpan Elapsed => _elapsed;

    public MonitorContext Context => _core.Context;

    /// <summary>Paxos' own newest version.</summary>
    public ulong Commits => _store.GetNumber("paxos", "last_committed");

    /// <summary>A command whose arguments are named in pairs; time passes before it. Done when it is answered.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public string Run(TimeSpan after, string prefix, params ReadOnlySpan<string> arguments)
    {
        Pass(after);
        var command = new Dictionary<string, object> { ["prefix"] = prefix };
        for (var i = 0; i < arguments.Length; i += 2)
        {
            command[arguments[i]] = prefix == "log" ? new[] { arguments[i + 1] } : arguments[i + 1];
        }

        _answer = null;
        Step(new MonitorInput.ClientMessage(Client, new MMonCommand(0, _fsid, [JsonSerializer.Serialize(command)]), ++_transaction));
        for (var i = 0; _answer is null && i < 100; i++)
        {
            Pass(TimeSpan.FromMilliseconds(100));
        }

        return _answer is { Result: 0 } answer
            ? Encoding.UTF8.GetString(answer.Data.Span)
            : throw new InvalidOperationException($"{prefix}: {_answer?.Result} {_answer?.Status ?? "no answer"}");
    }

    private MonMap Make(IMonitorStore store)
    {
        var address = new EntityAddressVector([
            new EntityAddress(EntityAddressType.Msgr2, 0, new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 3300)),
        ]);
        var now = UTime.From(Birth);
        var fsid = Guid.Parse("3f6b1b7e-5b3d-4d55-a3f8-0c6a1ac1d002");
        var map = MonitorMkfs.Add(MonitorMkfs.NewMap(fsid, KeyType.Aes256k, now), "a", address, now);
        store.Apply(new MonitorTransaction()
            .Put(MonitorSeed.Prefix, MonitorSeed.MonMapKey, WireWriter.Encode(map))
            .Put(MonitorSeed.Prefix, MonitorSeed.KeyringKey, Encoding.UTF8.GetBytes(MonitorMkfs.NewKeyring(KeyType.Aes256k, now, Random))));
        store.Sync();
        return map;
    }

    private void Pass(TimeSpan time)
    {
        _elapsed += time;
        while (_timers.Take(_elapsed) is { } due)
        {
            Step(due);
        }
    }

    private void Step(MonitorInput first)
    {
        _inputs.Enqueue(first);
        while (_inputs.TryDequeue(out var input))
        {
            _effects.Clear();
            _core.Step(input, UTime.From(Birth + _elapsed), _elapsed, _effects);
            foreach (var effect in _effects)
            {
                Execute(effect);
            }
        }
    }

    private void Execute(MonitorEffect effect)
    {
        switch (effect)
        {
            case MonitorEffect.Send { Message: MMonCommandAck answer, TransactionId: var transaction } when transaction == _transaction:
                _answer = answer;
                break;
            case MonitorEffect.Sync sync:
                _store.Sync();
                _inputs.Enqueue(new MonitorInput.Stored(sync.Number));
                break;
            case MonitorEffect.SetTimer timer:
                _timers.Set(timer.Timer, timer.Due);
                break;
            case MonitorEffect.CancelTimer timer:
                _timers.Cancel(timer.Timer);
                break;
            case MonitorEffect.TickAt tick:
                _timers.TickAt(tick.Due);
                break;
            case MonitorEffect.Exit exit:
                throw new InvalidOperationException($"the monitor has left: {exit.Reason}");
        }
    }

    /// <summary>Repeats itself from run to run.</summary>
    private void Random(Span<byte> bytes)
    {
        foreach (ref var one in bytes)
        {
            _chance = (_chance * 6364136223846793005) + 1442695040888963407;
            one = (byte)(_chance >> 56);
        }
    }
}
