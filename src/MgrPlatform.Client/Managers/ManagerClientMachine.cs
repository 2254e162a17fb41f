using MgrPlatform.Messenger;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Managers;

/// <summary>
/// Follows the active manager: keeps a session with it, moves to the next one, and sends commands again that had no answer. For a daemon it
/// also says when to report. No socket, clock or task; owned by one loop, which calls it again at <see cref="NextWake"/>.
/// </summary>
/// <param name="reports">A daemon that reports; false for a tool that only sends commands.</param>
/// <param name="commandLimit">Commands that may wait at the same time; one more is answered EAGAIN.</param>
public sealed class ManagerClientMachine(bool reports, int commandLimit)
{
    /// <summary>No more often than that we try to reach the same manager.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromSeconds(1);

    private readonly OrderedDictionary<ulong, ManagerClientInput.CommandGiven> _commands = [];
    private MgrMap? _map;
    private Session? _session;
    private TimeSpan _lastAttempt = TimeSpan.MinValue;
    private TimeSpan _reportAt = TimeSpan.MaxValue;
    private string _lastFailure = "";
    private int _lastConnection;
    private bool _isOver;

    /// <summary>Why commands wait, for an operator.</summary>
    public string WaitingFor => _map is null ? "the monitors have sent no mgrmap"
        : !IsAvailable ? _map.ActiveName.Length > 0 ? $"the manager {_map.ActiveName} is not ready yet" : "no manager is active"
        : _session is { IsOpen: true } ? $"the manager {_map.ActiveName} does not answer"
        : $"no connection to the manager {_map.ActiveName}{(_lastFailure.Length > 0 ? ": " + _lastFailure : "")}";

    public TimeSpan NextWake
    {
        get
        {
            if (_isOver)
            {
                return TimeSpan.MaxValue;
            }

            var wake = _commands.Count == 0 ? TimeSpan.MaxValue : _commands.Values.Min(static command => command.Deadline);
            wake = _session is { IsOpen: true } && _reportAt < wake ? _reportAt : wake;
            return MayConnect && RetryAt < wake ? RetryAt : wake;
        }
    }

    private bool IsAvailable => _map is { Available: true } map && map.ActiveAddresses.Msgr2 is not null;

    /// <summary>A daemon always reports; a tool connects when it has something to ask.</summary>
    private bool MayConnect => _session is null && IsAvailable && (reports || _commands.Count > 0);

    private TimeSpan RetryAt => _lastAttempt == TimeSpan.MinValue ? TimeSpan.MinValue : _lastAttempt + RetryInterval;

    public void Step(TimeSpan now, ManagerClientInput input, ICollection<ManagerClientEffect> effects)
    {
        switch (input)
        {
            case ManagerClientInput.MapChanged changed:
                OnMap(changed.Map, effects);
                break;
            case ManagerClientInput.ConnectionOpened opened when opened.Connection == _session?.Connection:
                OnOpened(effects);
                break;
            case ManagerClientInput.ConnectionClosed closed when closed.Connection == _session?.Connection:
                OnClosed(closed.Reason, effects);
                break;
            case ManagerClientInput.Received received when received.Connection == _session?.Connection:
                OnReceived(received, now, effects);
                break;
            case ManagerClientInput.CommandGiven command:
                OnCommand(command, effects);
                break;
            case ManagerClientInput.Abandoned abandoned:
                _commands.Remove(abandoned.Id);
                break;
            case ManagerClientInput.ReportWanted when _reportAt != TimeSpan.MaxValue:
                _reportAt = now;
                break;
            case ManagerClientInput.Stopped:
                Stop(effects);
                break;
            default:
                break; // Time has passed, or it is of a connection that we have given up.
        }

        if (!_isOver)
        {
            OnTime(now, effects);
        }
    }

    private void OnTime(TimeSpan now, ICollection<ManagerClientEffect> effects)
    {
        foreach (var id in _commands.Where(pair => pair.Value.Deadline <= now).Select(static pair => pair.Key).ToArray())
        {
            _commands.Remove(id);
            effects.Add(new ManagerClientEffect.Answered(id, CommandResult.Failure(Errno.TimedOut, $"timed out: {WaitingFor}")));
        }

        if (MayConnect && RetryAt <= now)
        {
            _lastAttempt = now;
            _session = new Session(++_lastConnection, _map!.ActiveGid, _map.ActiveAddresses);
            effects.Add(new ManagerClientEffect.Open(_session.Connection, _session.Addresses));
        }

        if (_session is { IsOpen: true, Wanted: { } wanted } && _reportAt <= now)
        {
            _reportAt = now + Period(wanted);
            effects.Add(new ManagerClientEffect.Report(_session.Connection, wanted));
        }
    }

    private static TimeSpan Period(MMgrConfigure wanted)
    {
        var period = TimeSpan.FromSeconds(wanted.StatsPeriodSeconds);
        return period > ShortestPeriod ? period : ShortestPeriod;
    }

    private void OnMap(MgrMap map, ICollection<ManagerClientEffect> effects)
    {
        var isAnother = _map is null || _map.ActiveGid != map.ActiveGid || !_map.ActiveAddresses.Equals(map.ActiveAddresses);
        _map = map;
        if (isAnother)
        {
            // A new manager may be tried at once, however lately the old one was.
            _lastAttempt = TimeSpan.MinValue;
            _lastFailure = "";
        }

        if (_session is not null && (!IsAvailable || isAnother))
        {
            Leave(effects);
        }
    }

    private void OnOpened(ICollection<ManagerClientEffect> effects)
    {
        _session!.IsOpen = true;
        _lastFailure = "";
        effects.Add(new ManagerClientEffect.SessionChanged(_map!.ActiveName));
        if (reports)
        {
            effects.Add(new ManagerClientEffect.Introduce(_session.Connection));
        }

        foreach (var command in _commands.Values)
        {
            Send(command, effects);
        }
    }

    private void OnClosed(CloseReason reason, ICollection<ManagerClientEffect> effects)
    {
        if (reason.Kind == CloseKind.AuthenticationRefused)
        {
            effects.Add(new ManagerClientEffect.DoubtTickets());
        }

        _lastFailure = reason.Text;
        Leave(effects);
    }

    private void OnReceived(ManagerClientInput.Received received, TimeSpan now, ICollection<ManagerClientEffect> effects)
    {
        switch (received.Message)
        {
            case MMgrCommandReply reply when _commands.Remove(received.TransactionId):
                Answer(received.TransactionId, new CommandResult(reply.Result, reply.Status, reply.Data), effects);
                break;
            case MCommandReply reply when _commands.Remove(received.TransactionId):
                Answer(received.TransactionId, new CommandResult(reply.Result, reply.Status, reply.Data), effects);
                break;
            case MMgrConfigure wanted when reports:
                _session!.Wanted = wanted;
                _reportAt = now;
                break;
            default:
                break; // An answer that nobody waits for any more, or our own goodbye.
        }
    }

    private void OnCommand(ManagerClientInput.CommandGiven command, ICollection<ManagerClientEffect> effects)
    {
        if (_isOver)
        {
            Answer(command.Id, CommandResult.Failure(Errno.NotConnected, "the client is closed"), effects);
        }
        else if (_commands.Count >= commandLimit)
        {
            Answer(command.Id, CommandResult.Failure(Errno.Again, $"{commandLimit} commands wait for the manager already"), effects);
        }
        else
        {
            _commands.Add(command.Id, command);
            if (_session is { IsOpen: true })
            {
                Send(command, effects);
            }
        }
    }

    private void Send(ManagerClientInput.CommandGiven command, ICollection<ManagerClientEffect> effects)
    {
        Message message = command.TellFsid is { } fsid
            ? new MCommand(fsid, [command.Command]) { Data = command.Data }
            : new MMgrCommand(Guid.Empty, [command.Command]) { Data = command.Data };
        effects.Add(new ManagerClientEffect.Send(_session!.Connection, message, command.Id));
    }

    private static void Answer(ulong id, CommandResult result, ICollection<ManagerClientEffect> effects) =>
        effects.Add(new ManagerClientEffect.Answered(id, result));

    private void Leave(ICollection<ManagerClientEffect> effects)
    {
        effects.Add(new ManagerClientEffect.Close(_session!.Connection));
        if (_session.IsOpen)
        {
            effects.Add(new ManagerClientEffect.SessionChanged(null));
        }

        _session = null;
        _reportAt = TimeSpan.MaxValue;
    }

    private void Stop(ICollection<ManagerClientEffect> effects)
    {
        _isOver = true;
        if (_session is { IsOpen: true } && reports)
        {
            effects.Add(new ManagerClientEffect.SayGoodbye(_session.Connection));
        }

        if (_session is not null)
        {
            Leave(effects);
        }

        foreach (var id in _commands.Keys)
        {
            Answer(id, CommandResult.Failure(Errno.NotConnected, "the client is closed"), effects);
        }

        _commands.Clear();
    }

    private sealed record Session(int Connection, ulong Gid, EntityAddressVector Addresses)
    {
        public bool IsOpen { get; set; }

        /// <summary>Null until the manager has said how often it wants what.</summary>
        public MMgrConfigure? Wanted { get; set; }
    }
}
