using System.Collections.Concurrent;
using System.Threading.Channels;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Client.Managers;

/// <summary>
/// Talks to whatever manager is active: sends commands to it, and for a daemon its reports. Its members may be called from any thread.
/// </summary>
public sealed partial class ManagerClient : IAsyncDisposable
{
    private const int InputLimit = 1024;
    private const int CommandLimit = 1024;

    private readonly MonitorClient _monitors;
    private readonly MessengerEndpoint _endpoint;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IManagerReporter? _reporter;
    private readonly ManagerClientMachine _machine;
    private readonly Handler _handler;
    private readonly long _started;
    private readonly ITimer _timer;
    private readonly Dictionary<int, PeerConnection> _open = [];
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<CommandResult>> _questions = [];
    private readonly Channel<ManagerClientInput> _inputs =
        Channel.CreateBounded<ManagerClientInput>(new BoundedChannelOptions(InputLimit) { SingleReader = true });

    private readonly IDisposable _listening;
    private readonly Task _running;
    private ReportSession _reports = new();
    private MMgrOpen? _introduction;
    private ulong _lastId;
    private int _isSubscribed;
    private bool _missedMap;

    /// <param name="monitors">Tells who is active; it must outlive this client.</param>
    /// <param name="reporter">What a daemon reports; null for a tool, which connects only when it has a command.</param>
    public ManagerClient(
        MonitorClient monitors, MessengerEndpoint endpoint, IManagerReporter? reporter, TimeProvider time, ILogger<ManagerClient> logger)
    {
        _monitors = monitors;
        _endpoint = endpoint;
        _time = time;
        _logger = logger;
        _reporter = reporter;
        _started = time.GetTimestamp();
        _machine = new ManagerClientMachine(reporter is not null, CommandLimit);
        _handler = new Handler(PostAsync);
        _timer = time.CreateTimer(_ => Tell(new ManagerClientInput.TimePassed()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _listening = monitors.Listen(OnMonitorEvent);
        _running = RunAsync();
        if (monitors.Maps.MgrMap is { } map)
        {
            Tell(new ManagerClientInput.MapChanged(map));
        }
    }

    /// <summary>A daemon begins to follow the manager; a tool need not call it.</summary>
    public async ValueTask StartAsync()
    {
        if (Interlocked.Exchange(ref _isSubscribed, 1) == 0)
        {
            await _monitors.SubscribeAsync("mgrmap");
        }
    }

    /// <summary>
    /// A command for one of the manager's modules (those with the flag <c>mgr</c> in the descriptions). Waits for a manager that is
    /// available, and sends it again to the next one when that goes.
    /// </summary>
    /// <param name="limit">Then the answer is ETIMEDOUT; the command may have been executed all the same.</param>
    public Task<CommandResult> CommandAsync(
        string command, ReadOnlyMemory<byte> input, TimeSpan? limit, CancellationToken cancellationToken) =>
        AskAsync(command, input, tellFsid: null, limit, cancellationToken);

    /// <summary>A command for the active manager itself: its admin socket's words, and <c>get_command_descriptions</c>.</summary>
    public async Task<CommandResult> TellAsync(
        string command, ReadOnlyMemory<byte> input, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var map = await _monitors.WhenAsync(static maps => maps.MonMap, cancellationToken);
        return await AskAsync(command, input, map.Fsid, limit, cancellationToken);
    }

    /// <summary>There is news that should not wait for the next period.</summary>
    public void ReportSoon() => Tell(new ManagerClientInput.ReportWanted());

    /// <summary>A daemon says goodbye to its manager. Commands without an answer fail with ENOTCONN.</summary>
    public async ValueTask DisposeAsync()
    {
        _listening.Dispose();
        await PostAsync(new ManagerClientInput.Stopped());
        _inputs.Writer.TryComplete();
        await _running;
        await _timer.DisposeAsync();
    }

    private TimeSpan Uptime => _time.GetElapsedTime(_started);

    private async Task<CommandResult> AskAsync(
        string command, ReadOnlyMemory<byte> input, Guid? tellFsid, TimeSpan? limit, CancellationToken cancellationToken)
    {
        await StartAsync();
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<CommandResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions[id] = answer;
        var length = limit ?? _monitors.Options.CommandLimitTime;
        var deadline = length == Timeout.InfiniteTimeSpan || length > TimeSpan.FromDays(3650) ? TimeSpan.MaxValue : Uptime + length;
        try
        {
            return await TryPostAsync(new ManagerClientInput.CommandGiven(id, command, input, tellFsid, deadline))
                ? await answer.Task.WaitAsync(cancellationToken)
                : CommandResult.Failure(Errno.NotConnected, "the client is closed");
        }
        catch (OperationCanceledException)
        {
            Tell(new ManagerClientInput.Abandoned(id));
            throw;
        }
        finally
        {
            _questions.TryRemove(id, out _);
        }
    }

    /// <summary>Called by the monitors' client, whose loop must not wait: the newest map is looked up when there is room.</summary>
    private void OnMonitorEvent(MonitorEvent what)
    {
        if (what is MonitorEvent.MgrMapChanged { Map: { Epoch: > 0 } map }
            && !_inputs.Writer.TryWrite(new ManagerClientInput.MapChanged(map)))
        {
            Volatile.Write(ref _missedMap, true);
        }
    }

    private void Tell(ManagerClientInput input) => _inputs.Writer.TryWrite(input);

    private async ValueTask PostAsync(ManagerClientInput input) => await TryPostAsync(input);

    private async ValueTask<bool> TryPostAsync(ManagerClientInput input)
    {
        while (!_inputs.Writer.TryWrite(input))
        {
            if (!await _inputs.Writer.WaitToWriteAsync())
            {
                return false;
            }
        }

        return true;
    }

    private async Task RunAsync()
    {
        List<ManagerClientEffect> effects = [];
        await foreach (var input in _inputs.Reader.ReadAllAsync())
        {
            Step(input, effects);
            if (Volatile.Read(ref _missedMap) && _monitors.Maps.MgrMap is { } map)
            {
                Volatile.Write(ref _missedMap, false);
                Step(new ManagerClientInput.MapChanged(map), effects);
            }

            ArmTimer();
        }
    }

    private void Step(ManagerClientInput input, List<ManagerClientEffect> effects)
    {
        effects.Clear();
        _machine.Step(Uptime, input, effects);
        foreach (var effect in effects)
        {
            Execute(effect);
        }
    }

    private void ArmTimer()
    {
        var wake = _machine.NextWake;
        var longest = TimeSpan.FromDays(1);
        var due = wake == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : wake == TimeSpan.MinValue ? TimeSpan.Zero : wake - Uptime;
        _timer.Change(
            due == Timeout.InfiniteTimeSpan ? due : due < TimeSpan.Zero ? TimeSpan.Zero : due > longest ? longest : due,
            Timeout.InfiniteTimeSpan);
    }

    private void Execute(ManagerClientEffect effect)
    {
        switch (effect)
        {
            case ManagerClientEffect.Open wanted:
                Open(wanted);
                break;
            case ManagerClientEffect.Close closed:
                if (_open.Remove(closed.Connection, out var gone))
                {
                    gone.Close("no longer wanted");
                }

                break;
            case ManagerClientEffect.Send sent:
                Send(sent.Connection, sent.Message, sent.TransactionId);
                break;
            case ManagerClientEffect.Introduce introduce:
                _reports = new ReportSession();
                _introduction = _reporter!.Introduce();
                Send(introduce.Connection, _introduction, 0);
                break;
            case ManagerClientEffect.Report report:
                Report(report);
                break;
            case ManagerClientEffect.SayGoodbye goodbye:
                Send(goodbye.Connection, new MMgrClose(_introduction?.DaemonName ?? "", _introduction?.ServiceName ?? ""), 0);
                break;
            case ManagerClientEffect.DoubtTickets:
                _monitors.Credentials.DoubtTickets();
                break;
            case ManagerClientEffect.Answered answered:
                if (_questions.TryGetValue(answered.Id, out var asker))
                {
                    asker.TrySetResult(answered.Result);
                }

                break;
            case ManagerClientEffect.SessionChanged { Manager: { } manager }:
                Log.SessionOpened(_logger, manager);
                break;
            case ManagerClientEffect.SessionChanged:
                Log.SessionLost(_logger);
                break;
        }
    }

    private void Open(ManagerClientEffect.Open wanted) => _open[wanted.Connection] = _endpoint.Connect(
        wanted.Addresses,
        new ConnectOptions(
            EntityType.Manager, PeerPolicy.Lossy, () => _monitors.Credentials.AuthenticatorFor(EntityType.Manager), _handler)
        {
            Modes = _monitors.Options.MonitorModes,
            Tag = wanted.Connection,
        });

    private void Report(ManagerClientEffect.Report due)
    {
        var report = _reporter!.Collect(due.Wanted);
        var message = _reports.Next(report, due.Wanted.StatsThreshold, _introduction!.DaemonName, _introduction.ServiceName);
        Send(due.Connection, message, 0);
        if (report.PgStats is { } pgStats)
        {
            Send(due.Connection, pgStats, 0);
        }
    }

    private void Send(int to, Message message, ulong transactionId)
    {
        if (_open.TryGetValue(to, out var connection) && !connection.Send(message, transactionId))
        {
            connection.Abort("the manager takes no more messages");
        }
    }

    private sealed class Handler(Func<ManagerClientInput, ValueTask> post) : IPeerHandler
    {
        public ValueTask OnReadyAsync(PeerConnection connection) =>
            post(new ManagerClientInput.ConnectionOpened((int)connection.Tag!));

        public ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message) => post(new ManagerClientInput.Received(
            (int)connection.Tag!,
            message.Header.TransactionId,
            MessageCodec.Decode(message.Header, message.Front, message.Middle, message.Data)));

        public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

        public ValueTask OnSessionLostAsync(PeerConnection connection) => ValueTask.CompletedTask;

        public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason) =>
            post(new ManagerClientInput.ConnectionClosed((int)connection.Tag!, reason));
    }
}
