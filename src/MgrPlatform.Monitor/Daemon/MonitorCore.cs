using MgrPlatform.Consensus;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Monitor.Answers;
using MgrPlatform.Monitor.Caps;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Services.Auth;
using MgrPlatform.Monitor.Services.Health;
using MgrPlatform.Monitor.Services.Monmap;
using MgrPlatform.Monitor.Services.TimeCheck;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Quorum;
using MgrPlatform.Wire.Primitives;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>
/// A whole monitor without its driver: messages, time and finished writes in, effects out. Single-threaded and deterministic: the same
/// inputs on the same store with the same random source give the same effects.
/// </summary>
public sealed class MonitorCore
{
    private readonly MonitorContext _monitor;
    private readonly QuorumDesk _quorum;
    private readonly AnswerBook _answers;
    private readonly ProposalDesk _proposals;
    private readonly RequestDesk _requests;
    private readonly SubscriptionDesk _subscriptions;
    private TimeSpan _nextTick;
    private TimeSpan? _announcedTick;
    private TimeSpan? _outsideSince = TimeSpan.Zero;

    public MonitorCore(MonitorIdentity identity, MonitorOptions options, QuorumOptions quorum, IMonitorStore store, FillRandom random)
    {
        _monitor = new MonitorContext(identity.Name, options, store, random) { Addresses = identity.Addresses };
        _monitor.Services = MonitorServices.Create(_monitor);
        var forward = new ForwardDesk(_monitor);
        var commands = new CommandDesk(_monitor);
        commands.Load();
        _answers = new AnswerBook(_monitor);
        _proposals = new ProposalDesk(_monitor, _answers);
        _requests = new RequestDesk(_monitor, forward, _proposals, commands, _answers);
        _subscriptions = new SubscriptionDesk(_monitor);
        var machine = new QuorumMachine(identity.ToQuorum(), quorum, new QuorumStore(store), new QuorumCodec());
        _quorum = new QuorumDesk(_monitor, machine, _proposals, _requests, _subscriptions, _answers);
    }

    /// <summary>For those who look at a monitor from outside: tests, the simulator's checkers.</summary>
    public MonitorContext Context => _monitor;

    /// <summary>The committed keys, for handshakes; may be asked from any thread.</summary>
    public KeyServer Keys => _monitor.Service<AuthService>().Keys;

    /// <param name="now">The wall clock.</param>
    /// <param name="elapsed">A steady clock, never going back.</param>
    public void Step(MonitorInput input, UTime now, TimeSpan elapsed, List<MonitorEffect> effects)
    {
        _monitor.Now = now;
        _monitor.Elapsed = elapsed;
        _monitor.Effects = effects;
        _quorum.Look();
        Take(input);
        _quorum.Propose();
        AnnounceTick();
    }

    private void Take(MonitorInput input)
    {
        switch (input)
        {
            case MonitorInput.Started started:
                OnStarted(started);
                break;
            case MonitorInput.ClientReady ready:
                OnReady(ready);
                break;
            case MonitorInput.ClientMessage message:
                OnClientMessage(message);
                break;
            case MonitorInput.ClientClosed closed when _monitor.Find(closed.Connection) is { } session:
                OnClosed(session);
                break;
            case MonitorInput.MonitorMessage message:
                OnMonitorMessage(message.Address, message.Message);
                break;
            case MonitorInput.MonitorLost lost:
                _quorum.Step(new QuorumInput.ConnectionReset(lost.Address));
                break;
            case MonitorInput.TimerFired fired:
                _quorum.Step(new QuorumInput.TimerFired(fired.Timer));
                break;
            case MonitorInput.Stored stored:
                _quorum.Step(new QuorumInput.Stored(stored.Number));
                break;
            case MonitorInput.StoreFailed failed:
                _quorum.Step(new QuorumInput.StoreFailed(failed.Reason));
                break;
            case MonitorInput.StopRequested:
                _quorum.Step(new QuorumInput.StopRequested());
                break;
            case MonitorInput.SpaceMeasured measured:
                _monitor.Service<HealthService>().Space = measured.Space;
                break;
            case MonitorInput.Tick:
                OnTick();
                break;
        }
    }

    private void OnStarted(MonitorInput.Started started)
    {
        if (MonitorSeed.ReadMonMap(_monitor.Store) is { } seed)
        {
            _monitor.MonMap = seed;
        }

        _answers.Load();
        foreach (var service in _monitor.Services)
        {
            service.Refresh();
        }

        foreach (var service in _monitor.Services)
        {
            service.RunPostRefresh();
        }

        _nextTick = _monitor.Elapsed + _monitor.Options.TickInterval;
        _outsideSince = _monitor.Elapsed;
        _quorum.Step(new QuorumInput.Started([.. started.Hints.Select(static hint => hint.ToString())]));
    }

    private void OnReady(MonitorInput.ClientReady ready)
    {
        if (ready.Peer.Identity is not { } identity)
        {
            _monitor.Effects.Add(new MonitorEffect.Close(ready.Connection, "nobody has proved who this is"));
            return;
        }

        var caps = identity.AllowAll ? MonitorCaps.AllowAll : MonitorCaps.Parse(identity.Caps);
        var session = new MonitorSession(
            ready.Connection, identity.Name, identity.GlobalId, ready.Peer.Addresses, ready.Socket, ready.Peer.Features, caps);
        _monitor.Add(session);
        foreach (var service in _monitor.Services)
        {
            service.OnSessionStart(session);
        }
    }

    private void OnClosed(MonitorSession session)
    {
        _monitor.Remove(session.Connection);
        _requests.Drop(session);
        foreach (var service in _monitor.Services)
        {
            service.OnSessionEnd(session);
        }
    }

    private void OnClientMessage(MonitorInput.ClientMessage input)
    {
        if (_monitor.Find(input.Connection) is not { } session)
        {
            return;
        }

        session.LastHeard = _monitor.Elapsed;
        switch (input.Message)
        {
            case MMonGetMap:
                _monitor.Send(session, _monitor.Service<MonmapService>().Message());
                break;
            case MMonSubscribe subscribe:
                _subscriptions.Take(session, subscribe);
                break;
            case MForward or MRoute or MMonElection or MMonPaxos or MMonProbe or MMonSync:
                _monitor.Close(session, "a client speaks as if it were a monitor");
                break;
            default:
                _requests.Take(
                    new MonitorOperation(session, input.Message, input.TransactionId) { ElectionEpoch = _monitor.ElectionEpoch });
                break;
        }
    }

    private void OnMonitorMessage(string address, Message message)
    {
        switch (message)
        {
            case MForward when _monitor.IsInQuorum && !_monitor.Quorum.Contains(RankOf(address)):
                break; // It slept, and its clients have gone elsewhere. If not, it sends again what they want when it has joined.
            case MForward forward:
                OnForward(address, forward);
                break;
            case MRoute route:
                _requests.OnRoute(route);
                break;
            case MTimeCheck2 check:
                _monitor.Service<TimeCheckService>().OnMessage(RankOf(address), check);
                break;
            case MMonJoin or MMonGlobalId or MLog or MMonCommand:
                _requests.Take(new MonitorOperation(Peer(), message, 0) { ElectionEpoch = _monitor.ElectionEpoch });
                break;
            default:
                _quorum.OnMessage(address, message);
                break;
        }
    }

    private int RankOf(string address) =>
        _monitor.MonMap.Ranks.ToList().FindIndex(name => _monitor.MonMap.Monitors[name].Addresses.ToString() == address);

    private void OnForward(string address, MForward forward)
    {
        try
        {
            var caps = MonitorCaps.Parse(forward.Caps);
            var session = new MonitorSession(
                0,
                forward.EntityName,
                (ulong)Math.Max(0, forward.Request.Source.Number),
                forward.ClientAddresses,
                forward.ClientSocketAddress,
                forward.ConnectionFeatures, caps);
            _requests.Take(new MonitorOperation(
                session, forward.Request.Open(), forward.Request.TransactionId, new ForwardRoute(address, forward.ForwardId))
            {
                ElectionEpoch = _monitor.ElectionEpoch,
            });
        }
        catch (WireFormatException error)
        {
            _monitor.Effects.Add(
                new MonitorEffect.Report(LogLevel.Warning, $"a request that {address} forwards cannot be read: {error.Message}"));
        }
    }

    private void OnTick()
    {
        if (_monitor.Elapsed < _nextTick)
        {
            // It came for a proposal that is due, or for a service that cannot wait.
            foreach (var service in _monitor.Services.Where(service => _monitor.IsInQuorum && service.WakeAt <= _monitor.Elapsed))
            {
                service.Tick();
            }

            return;
        }

        _nextTick = _monitor.Elapsed + _monitor.Options.TickInterval;
        if (_monitor.IsInQuorum)
        {
            _outsideSince = null;
            foreach (var service in _monitor.Services)
            {
                service.Tick();
            }

            return;
        }

        _outsideSince ??= _monitor.Elapsed;
        if (_monitor.Elapsed - _outsideSince > _monitor.Options.OutsideLimit)
        {
            foreach (var session in _monitor.Sessions)
            {
                _monitor.Close(session, "this monitor is outside of the quorum");
            }
        }
    }

    private void AnnounceTick()
    {
        var due = _proposals.Due is { } proposal && proposal < _nextTick ? proposal : _nextTick;
        if (_monitor.IsInQuorum)
        {
            foreach (var service in _monitor.Services)
            {
                due = service.WakeAt is { } wake && wake < due ? wake : due;
            }
        }

        if (_announcedTick != due || due <= _monitor.Elapsed)
        {
            _announcedTick = due;
            _monitor.Effects.Add(new MonitorEffect.TickAt(due));
        }
    }

    private static MonitorSession Peer() => new(
        0,
        new EntityName(EntityType.Monitor, ""),
        0,
        EntityAddressVector.Empty,
        EntityAddress.None,
        Features.Default,
        MonitorCaps.AllowAll);
}
