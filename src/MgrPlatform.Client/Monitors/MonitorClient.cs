using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using MgrPlatform.Messenger;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;
using ClusterLogLevel = MgrPlatform.Wire.Messages.Mon.LogLevel;

namespace MgrPlatform.Client.Monitors;

/// <summary>
/// A daemon's or a tool's connection to the monitors of its cluster, for as long as it lives: whatever breaks, it comes back, with the same
/// global id. Its members may be called from any thread.
/// </summary>
public sealed partial class MonitorClient : IAsyncDisposable
{
    private const int InputLimit = 1024;

    private readonly MonitorClientOptions _options;
    private readonly MonitorClientMachine _machine;
    private readonly MonitorLinks _links;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _started;
    private readonly ITimer _timer;
    private readonly Channel<MonitorClientInput> _inputs =
        Channel.CreateBounded<MonitorClientInput>(new BoundedChannelOptions(InputLimit) { SingleReader = true });

    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<MonitorClientEffect>> _questions = [];
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MonitorListeners _listeners = new();
    private readonly Task _running;
    private string _noted = ""; // Since there was a session.
    private string _waitingFor = "no monitor has answered";
    private ulong _lastId;

    /// <param name="endpoint">Whose connections these are; it must outlive the client.</param>
    public MonitorClient(MonitorClientOptions options, MessengerEndpoint endpoint, TimeProvider time, ILogger<MonitorClient> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _started = time.GetTimestamp();
        _machine = new MonitorClientMachine(options, endpoint.Us.Addresses, RandomNumberGenerator.Fill);
        _links = new MonitorLinks(options, endpoint, PostAsync);
        Credentials = new ClusterCredentials(
            options, time, () => Tell(new MonitorClientInput.TicketsDoubted()), () => Tell(new MonitorClientInput.RotatingKeysDoubted()));
        _timer = time.CreateTimer(_ => Tell(new MonitorClientInput.TimePassed()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _running = RunAsync();
    }

    public EntityName Name => _options.Name;

    public MonitorClientOptions Options => _options;

    /// <summary>Our tickets and, for a daemon, the keys to check those of others.</summary>
    public ClusterCredentials Credentials { get; }

    public ClusterMaps Maps => _listeners.Maps;

    /// <summary>Zero before the first login.</summary>
    public ulong GlobalId => Credentials.GlobalId;

    /// <summary>
    /// Done when there is a session, and monmap and configuration have come; for a daemon its rotating keys too. It need not be awaited:
    /// what is asked before is answered then.
    /// </summary>
    /// <param name="limit">How long at most; infinite is allowed.</param>
    /// <exception cref="ClientException">Refused, or no monitor within the limit.</exception>
    public async Task ConnectAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        await PostAsync(new MonitorClientInput.Started());
        try
        {
            await _connected.Task.WaitAsync(limit, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ClientException(
                Errno.TimedOut, $"timed out after {limit.TotalSeconds:0.#} s: {Volatile.Read(ref _waitingFor)}");
        }
    }

    /// <summary>Sends a command to the monitors, again after each reconnect until there is an answer.</summary>
    /// <param name="command">A JSON object with the key <c>prefix</c>.</param>
    /// <param name="input">What the official tool takes with <c>-i</c>.</param>
    /// <param name="limit">Then the answer is ETIMEDOUT; the command may have been executed all the same.</param>
    public async Task<CommandResult> CommandAsync(
        string command, ReadOnlyMemory<byte> input, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(id => new MonitorClientInput.CommandGiven(id, command, input, Deadline(limit)), cancellationToken);
        return ((MonitorClientEffect.Answered)answer).Result;
    }

    /// <summary>Which versions of a map the monitors have: <c>osdmap</c>, <c>fsmap</c>, <c>mgrmap</c>, <c>monmap</c>.</summary>
    /// <exception cref="ClientException">No answer in time.</exception>
    public async Task<(ulong Newest, ulong Oldest)> GetVersionAsync(string map, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(id => new MonitorClientInput.VersionAsked(id, map, Deadline(limit)), cancellationToken);
        return answer switch
        {
            MonitorClientEffect.VersionAnswered versions => (versions.Newest, versions.Oldest),
            MonitorClientEffect.Answered { Result: var result } => throw new ClientException(-result.Code, result.Status),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>
    /// From now on the monitors send us this: <c>osdmap</c>, <c>mgrmap</c>, <c>fsmap</c>, <c>servicemap</c>, <c>mgrdigest</c>,
    /// <c>kv:PREFIX</c>, <c>log-info</c> … (<c>monmap</c> and <c>config</c> come anyway).
    /// </summary>
    /// <param name="start">The first version wanted; 0 for the newest now.</param>
    /// <param name="once">Only the next one.</param>
    public ValueTask SubscribeAsync(string name, ulong start = 0, bool once = false) =>
        PostAsync(new MonitorClientInput.SubscriptionWanted(name, start, once));

    public ValueTask UnsubscribeAsync(string name) => PostAsync(new MonitorClientInput.SubscriptionDropped(name));

    /// <summary>
    /// A message of a daemon's own, sent once. Without a session it waits for the next one, unless others crowd it out; lost with a session
    /// it stays lost.
    /// </summary>
    public ValueTask SendAsync(Message message) => PostAsync(new MonitorClientInput.MessageGiven(message));

    /// <summary>
    /// The same for what tells the whole state each time: of those of its kind that wait for a session only the last one is sent. Monitors
    /// that come back have better to do than to read what was true an hour ago.
    /// </summary>
    public ValueTask SendLatestAsync(Message message) =>
        PostAsync(new MonitorClientInput.MessageGiven(message, ReplacesEarlier: true));

    /// <summary>A line for the cluster log; it reaches the monitors within a second or when they are back.</summary>
    /// <param name="channel"><c>cluster</c> or <c>audit</c>.</param>
    public ValueTask LogAsync(ClusterLogLevel level, string channel, string text) =>
        PostAsync(new MonitorClientInput.Logged(level, channel, text));

    /// <summary>
    /// Calls back for everything that the monitors tell, in order, until it is disposed of. The call comes from the client's loop: it must
    /// neither wait nor throw.
    /// </summary>
    public IDisposable Listen(Action<MonitorEvent> listener) => _listeners.Add(listener);

    /// <summary>The first answer that is not null, now or when a map changes. Who waits must have subscribed to the map.</summary>
    public async Task<T> WhenAsync<T>(Func<ClusterMaps, T?> find, CancellationToken cancellationToken)
        where T : class
    {
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = Listen(_ => Look());
        Look();
        return await found.Task.WaitAsync(cancellationToken);

        void Look()
        {
            if (find(Maps) is { } answer)
            {
                found.TrySetResult(answer);
            }
        }
    }

    /// <summary>Says goodbye. Questions without an answer fail with ENOTCONN.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_inputs.Writer.TryWrite(new MonitorClientInput.Stopped()) || await _inputs.Writer.WaitToWriteAsync())
        {
            _inputs.Writer.TryWrite(new MonitorClientInput.Stopped());
        }

        _inputs.Writer.TryComplete();
        await _running;
        await _timer.DisposeAsync();
    }

    private TimeSpan Uptime => _time.GetElapsedTime(_started);

    private TimeSpan Deadline(TimeSpan? limit)
    {
        var length = limit ?? _options.CommandLimitTime;
        return length == Timeout.InfiniteTimeSpan || length > TimeSpan.FromDays(3650) ? TimeSpan.MaxValue : Uptime + length;
    }

    private async Task<MonitorClientEffect> AskAsync(Func<ulong, MonitorClientInput> question, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<MonitorClientEffect>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions[id] = answer;
        try
        {
            if (!await TryPostAsync(question(id)))
            {
                return new MonitorClientEffect.Answered(id, CommandResult.Failure(Errno.NotConnected, "the client is closed"));
            }

            return await answer.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Tell(new MonitorClientInput.Abandoned(id)); // If the queue is full its deadline will do.
            throw;
        }
        finally
        {
            _questions.TryRemove(id, out _);
        }
    }

    private void Tell(MonitorClientInput input) => _inputs.Writer.TryWrite(input);

    private async ValueTask PostAsync(MonitorClientInput input) => await TryPostAsync(input);

    /// <summary>False when we are closed: nobody is interested any more.</summary>
    private async ValueTask<bool> TryPostAsync(MonitorClientInput input)
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
        List<MonitorClientEffect> effects = [];
        await foreach (var input in _inputs.Reader.ReadAllAsync())
        {
            effects.Clear();
            try
            {
                _machine.Step(new Moment(Uptime, UTime.From(_time.GetUtcNow())), input, effects);
            }
            catch (WireFormatException error) when (input is MonitorClientInput.Received received)
            {
                Log.MonitorBrokeFormat(_logger, received.Message.Kind.Type, error);
                _links.Break(received.Connection, error.Message);
            }

            foreach (var effect in effects)
            {
                Execute(effect);
            }

            if (!_connected.Task.IsCompleted)
            {
                Volatile.Write(ref _waitingFor, _machine.WaitingFor);
            }

            ArmTimer();
        }

        _connected.TrySetException(new ClientException(Errno.NotConnected, "the client is closed"));
        _ = _connected.Task.Exception; // Whoever waits gets it; if nobody does it is no news.
    }

    private void ArmTimer()
    {
        var wake = _machine.NextWake;
        var due = wake == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : wake - Uptime;

        // A timer takes some weeks at the most, and may not be late for a moment that is past.
        var longest = TimeSpan.FromDays(1);
        _timer.Change(
            due == Timeout.InfiniteTimeSpan ? due : due < TimeSpan.Zero ? TimeSpan.Zero : due > longest ? longest : due,
            Timeout.InfiniteTimeSpan);
    }

    private void Execute(MonitorClientEffect effect)
    {
        switch (effect)
        {
            case MonitorClientEffect.Open wanted:
                _links.Open(wanted);
                break;
            case MonitorClientEffect.Close closed:
                _links.Close(closed.Connection);
                break;
            case MonitorClientEffect.Send sent:
                _links.Send(sent);
                break;
            case MonitorClientEffect.Connected:
                _connected.TrySetResult();
                break;
            case MonitorClientEffect.Failed failed:
                Log.Refused(_logger, failed.Text);
                _connected.TrySetException(new ClientException(failed.Errno, failed.Text));
                break;
            case MonitorClientEffect.Answered answered:
                Answer(answered.Id, answered);
                break;
            case MonitorClientEffect.VersionAnswered answered:
                Answer(answered.Id, answered);
                break;
            case MonitorClientEffect.TicketsChanged changed:
                Credentials.Take(changed);
                break;
            case MonitorClientEffect.RotatingKeysChanged changed:
                Credentials.Take(changed);
                break;
            case MonitorClientEffect.Noted noted when noted.Text != _noted:
                _noted = noted.Text;
                Log.Noted(_logger, noted.Text);
                break;
            case MonitorClientEffect.Noted:
                break; // The same as before, with every round of the hunt.
            case MonitorClientEffect.Happened happened:
                Record(happened.Event);
                _listeners.Tell(happened.Event);
                break;
        }
    }

    private void Answer(ulong id, MonitorClientEffect answer)
    {
        if (_questions.TryGetValue(id, out var asker))
        {
            asker.TrySetResult(answer);
        }
    }

    private void Record(MonitorEvent what)
    {
        switch (what)
        {
            case MonitorEvent.SessionOpened opened:
                _noted = "";
                Log.SessionOpened(_logger, opened.Monitor, opened.GlobalId);
                break;
            case MonitorEvent.SessionLost { IsPlanned: true } left:
                Log.SessionLeft(_logger, left.Reason);
                break;
            case MonitorEvent.SessionLost lost:
                Log.SessionLost(_logger, lost.Reason);
                break;
            case MonitorEvent.GlobalIdChanged changed:
                Log.GlobalIdChanged(_logger, changed.Before, changed.Now);
                break;
        }
    }
}
