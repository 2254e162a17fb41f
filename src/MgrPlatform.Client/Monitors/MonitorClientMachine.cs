using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Monitors;

/// <summary>
/// A client of the monitors: finds one, logs in, asks for maps, passes commands and comes back when the connection breaks, with the same
/// global id. No socket, clock or task; owned by one loop, which calls it again at <see cref="NextWake"/>.
/// </summary>
public sealed class MonitorClientMachine
{
    // A session that ends before that was none; the next attempt at this monitor waits.
    private static readonly TimeSpan ShortSession = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CalmInterval = TimeSpan.FromSeconds(10);

    private readonly MonitorClientOptions _options;
    private readonly MonitorHunt _hunt;
    private readonly MonitorInbox _inbox;
    private readonly TicketKeeper _tickets;
    private readonly SubscriptionTable _subscriptions = new();
    private readonly CommandTable _commands;
    private readonly ClusterLogQueue _log;
    private readonly List<Message> _waiting = [];
    private Phase _phase;
    private MonitorSession? _session;
    private ulong _globalId;
    private bool _wasConnected;

    public MonitorClientMachine(MonitorClientOptions options, EntityAddressVector addresses, FillRandom random)
    {
        _options = options;
        Addresses = addresses;
        _hunt = new MonitorHunt(options, random);
        _inbox = new MonitorInbox(_subscriptions);
        _tickets = new TicketKeeper(options.Key, options.Services, options.RotatingService, random);
        _commands = new CommandTable(options.CommandLimit, options.CommandBytes);
        _log = new ClusterLogQueue(options.Name, options.LogLimit);
        foreach (var name in (string[])["config", "monmap", .. options.Subscriptions])
        {
            _subscriptions.Want(name, 0, once: false);
        }
    }

    private enum Phase
    {
        Idle,
        Running,
        Over,
    }

    /// <summary>Our own addresses, for the cluster log.</summary>
    public EntityAddressVector Addresses { get; set; }

    public MonMap? MonMap => _inbox.MonMap;

    /// <summary>What we are waiting for, for an operator whose patience has ended.</summary>
    public string WaitingFor => _session is null ? _hunt.LastFailure
        : MonMap is null ? "the monitor sends no monmap"
        : !_inbox.HasConfig ? "the monitor sends no configuration"
        : "the monitor sends no rotating keys";

    /// <summary>Call <see cref="Step"/> with <see cref="MonitorClientInput.TimePassed"/> then, at the latest.</summary>
    public TimeSpan NextWake
    {
        get
        {
            if (_phase != Phase.Running)
            {
                return TimeSpan.MaxValue;
            }

            var wake = Min(_hunt.NextWake, _commands.NextDeadline ?? TimeSpan.MaxValue);
            return _session is null ? wake
                : Min(Min(wake, _tickets.NextWake), Min(_log.NextSend ?? TimeSpan.MaxValue, _session.CalmAt));
        }
    }

    public void Step(Moment now, MonitorClientInput input, ICollection<MonitorClientEffect> effects)
    {
        switch (input)
        {
            case MonitorClientInput.Started when _phase == Phase.Idle:
                _phase = Phase.Running;
                _hunt.Begin(now.Uptime, isAgain: false, _tickets.Tickets, effects);
                break;
            case MonitorClientInput.Stopped:
                Stop(effects);
                return;
            case MonitorClientInput.CommandGiven command:
                OnCommand(command, effects);
                break;
            case MonitorClientInput.VersionAsked question:
                OnVersion(question, effects);
                break;
            case MonitorClientInput.Abandoned abandoned:
                _commands.Remove(abandoned.Id);
                break;
            case MonitorClientInput.SubscriptionWanted wanted:
                _inbox.Want(wanted.Name, wanted.Start, wanted.Once);
                break;
            case MonitorClientInput.SubscriptionDropped dropped:
                _subscriptions.Drop(dropped.Name);
                break;
            case MonitorClientInput.Logged line:
                _log.Add(now.Wall, line.Level, line.Channel, line.Text, Instance, Addresses);
                break;
            case MonitorClientInput.MessageGiven given:
                OnMessageGiven(given, effects);
                break;
            case MonitorClientInput.TicketsDoubted:
                _tickets.DoubtTickets(now);
                break;
            case MonitorClientInput.RotatingKeysDoubted:
                _tickets.DoubtRotatingKeys(now);
                break;
            case MonitorClientInput.ConnectionOpened opened when _phase == Phase.Running:
                OnOpened(opened, now, effects);
                break;
            case MonitorClientInput.ConnectionClosed closed when _phase == Phase.Running:
                OnClosed(closed, now, effects);
                break;
            case MonitorClientInput.Received received when received.Connection == _session?.Connection:
                OnReceived(received, now, effects);
                break;
            default:
                break; // Time has passed, or it is of a connection that we have given up.
        }

        if (_phase == Phase.Running)
        {
            OnTime(now, effects);
        }
    }

    private EntityInstance Instance => new(_options.Name.Type, long.TryParse(_options.Name.Id, out var number) ? number : (long)_globalId);

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private void OnTime(Moment now, ICollection<MonitorClientEffect> effects)
    {
        foreach (var id in _commands.TakeExpired(now.Uptime))
        {
            effects.Add(new MonitorClientEffect.Answered(id, CommandResult.Failure(Errno.TimedOut, $"timed out: {WhyNoAnswer()}")));
        }

        if (_session is null)
        {
            if (_hunt.Pass(now.Uptime, _tickets.Tickets, effects))
            {
                OnRefused(now, effects);
            }

            return;
        }

        if (_session.CalmAt <= now.Uptime)
        {
            _session.CalmAt = now.Uptime + CalmInterval;
            _hunt.Calm();
            _hunt.Praise(_session.Address);
        }

        if (_tickets.MustLogIn(now))
        {
            LoseSession("our ticket must be renewed by a new login", now, effects, isPlanned: true);
            return;
        }

        foreach (var request in _tickets.TakeDue(now))
        {
            Send(request, 0, effects);
        }

        if (_subscriptions.HasNew)
        {
            Send(new MMonSubscribe(_subscriptions.TakeNew(), _options.HostName), 0, effects);
        }

        if (MonMap is { } map && _log.Take(now) is { Count: > 0 } lines)
        {
            Send(new MLog(0, map.Fsid, lines), 0, effects);
        }
    }

    private void OnOpened(MonitorClientInput.ConnectionOpened opened, Moment now, ICollection<MonitorClientEffect> effects)
    {
        if (_hunt.Win(opened.Connection, effects) is not { } monitor)
        {
            effects.Add(new MonitorClientEffect.Close(opened.Connection));
            return;
        }

        _session = new MonitorSession(opened.Connection, monitor.Name, monitor.Address, now.Uptime) { CalmAt = now.Uptime + CalmInterval };
        _tickets.TakeLogin(opened.Tickets, now);
        effects.Add(new MonitorClientEffect.TicketsChanged(opened.Tickets, opened.GlobalId));
        if (_globalId != 0 && _globalId != opened.GlobalId)
        {
            Happened(new MonitorEvent.GlobalIdChanged(_globalId, opened.GlobalId), effects);
        }

        _globalId = opened.GlobalId;
        Send(new MMonGetMap(), 0, effects);
        Send(new MMonSubscribe(_subscriptions.TakeNew(), _options.HostName), 0, effects);
        if (MonMap is { } map)
        {
            SendCommands(map.Fsid, effects);
        }

        foreach (var message in _waiting)
        {
            Send(message, 0, effects);
        }

        _waiting.Clear();

        Happened(new MonitorEvent.SessionOpened(monitor.Name, opened.GlobalId), effects);
    }

    private void OnClosed(MonitorClientInput.ConnectionClosed closed, Moment now, ICollection<MonitorClientEffect> effects)
    {
        if (closed.Connection == _session?.Connection)
        {
            LoseSession(closed.Reason.Text, now, effects);
        }
        else if (_hunt.Fail(closed.Connection, closed.Reason, now.Uptime, _tickets.Tickets, effects))
        {
            OnRefused(now, effects);
        }
    }

    private void LoseSession(string reason, Moment now, ICollection<MonitorClientEffect> effects, bool isPlanned = false)
    {
        var session = _session!;
        _session = null;
        effects.Add(new MonitorClientEffect.Close(session.Connection));
        if (now.Uptime - session.OpenedAt < ShortSession)
        {
            _hunt.Punish(session.Address, now.Uptime);
        }

        _tickets.LoseSession();
        _subscriptions.Forget();
        _log.Forget();
        Happened(new MonitorEvent.SessionLost(reason, isPlanned), effects);
        _hunt.Begin(now.Uptime, isAgain: !isPlanned, _tickets.Tickets, effects);
    }

    /// <summary>
    /// At the first login that is the end. Later it may be that the monitors have lost their keys: we come back as somebody new, and a
    /// daemon that runs for months must not stay away for ever because of one answer.
    /// </summary>
    private void OnRefused(Moment now, ICollection<MonitorClientEffect> effects)
    {
        var refusal = _hunt.Refusal!;
        if (_wasConnected)
        {
            effects.Add(new MonitorClientEffect.Noted($"the monitors refuse us: {refusal.Text}"));
            _tickets.Forget();
            _hunt.Begin(now.Uptime, isAgain: true, null, effects);
            return;
        }

        var result = refusal.BadMethod?.Result ?? 0;
        Fail(result < 0 && result != -Errno.NotSupported ? -result : Errno.Access, MonitorRefusal.Explain(_options, refusal), effects);
    }

    private void OnReceived(MonitorClientInput.Received received, Moment now, ICollection<MonitorClientEffect> effects)
    {
        var had = MonMap;
        _inbox.Take(received, _commands, _tickets, _log, now, effects);
        if (_inbox.MonMap is { } map && map != had)
        {
            OnMonMap(map, had, now, effects);
        }

        if (!_wasConnected && _phase == Phase.Running && MonMap is not null && _inbox.HasConfig && !_tickets.LacksRotatingKeys)
        {
            _wasConnected = true;
            effects.Add(new MonitorClientEffect.Connected());
        }
    }

    private void OnMonMap(MonMap map, MonMap? had, Moment now, ICollection<MonitorClientEffect> effects)
    {
        if (_options.Fsid is { } fsid && map.Fsid != fsid && _options.RequiresFsid)
        {
            Fail(
                Errno.Invalid,
                $"the monitor at {_session!.Address} is of the cluster {map.Fsid}, the configuration says fsid = {fsid}",
                effects);
            return;
        }

        _hunt.Use(map);
        if (had is null)
        {
            SendCommands(map.Fsid, effects);
        }
        else if (had.AuthEpoch != map.AuthEpoch)
        {
            _tickets.RenewAll(now);
        }

        if (had is not null && !_session!.IsIn(map) && _session.IsIn(had))
        {
            LoseSession($"{_session.Address} is no monitor any more", now, effects);
        }
    }

    private void OnCommand(MonitorClientInput.CommandGiven command, ICollection<MonitorClientEffect> effects)
    {
        if (_phase == Phase.Over || !_commands.TryAdd(command.Id, command.Command, command.Data, command.Deadline))
        {
            Refuse(command.Id, effects);
        }
        else if (_session is not null && MonMap is { } map)
        {
            Send(_commands.ToMessage(command.Id, map.Fsid), command.Id, effects);
        }
    }

    private void OnVersion(MonitorClientInput.VersionAsked question, ICollection<MonitorClientEffect> effects)
    {
        if (_phase == Phase.Over || !_commands.TryAdd(question.Id, question.What, default, question.Deadline, asksVersion: true))
        {
            Refuse(question.Id, effects);
        }
        else if (_session is not null && MonMap is { } map)
        {
            Send(_commands.ToMessage(question.Id, map.Fsid), 0, effects);
        }
    }

    private void Refuse(ulong id, ICollection<MonitorClientEffect> effects) => effects.Add(new MonitorClientEffect.Answered(
        id,
        _phase == Phase.Over
            ? CommandResult.Failure(Errno.NotConnected, "the client is closed")
            : CommandResult.Failure(Errno.Again, $"{_commands.Count} commands wait for the monitors already")));

    private void OnMessageGiven(MonitorClientInput.MessageGiven given, ICollection<MonitorClientEffect> effects)
    {
        if (_session is not null)
        {
            Send(given.Message, 0, effects);
            return;
        }

        if (given.ReplacesEarlier)
        {
            _waiting.RemoveAll(earlier => earlier.Kind.Type == given.Message.Kind.Type);
        }

        if (_waiting.Count >= _options.MessageLimit)
        {
            _waiting.RemoveAt(0); // The older, the less it matters: they are reports of a state that has gone on.
        }

        _waiting.Add(given.Message);
    }

    private void SendCommands(Guid fsid, ICollection<MonitorClientEffect> effects)
    {
        foreach (var (id, message) in _commands.ToMessages(fsid))
        {
            Send(message, id, effects);
        }
    }

    private void Send(Message message, ulong transactionId, ICollection<MonitorClientEffect> effects) =>
        effects.Add(new MonitorClientEffect.Send(_session!.Connection, message, transactionId));

    private static void Happened(MonitorEvent what, ICollection<MonitorClientEffect> effects) =>
        effects.Add(new MonitorClientEffect.Happened(what));

    private string WhyNoAnswer() => _session is null ? _hunt.LastFailure : $"the monitor at {_session.Address} does not answer";

    private void Fail(int errno, string text, ICollection<MonitorClientEffect> effects)
    {
        Stop(effects);
        effects.Add(new MonitorClientEffect.Failed(errno, text));
    }

    private void Stop(ICollection<MonitorClientEffect> effects)
    {
        _phase = Phase.Over;
        _hunt.End(effects);
        if (_session is not null)
        {
            effects.Add(new MonitorClientEffect.Close(_session.Connection));
            _session = null;
        }

        foreach (var id in _commands.TakeAll())
        {
            Refuse(id, effects);
        }
    }
}
