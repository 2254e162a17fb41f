using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using MgrPlatform.Modules.Accounts;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Logs;
using MgrPlatform.Modules.Runtimes;
using MgrPlatform.Modules.Runtimes.Child;
using MgrPlatform.Modules.Runtimes.Rpc;
using MgrPlatform.Modules.Services;
using MgrPlatform.PluginSdk;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.Lifecycle;

/// <summary>
/// Drives one module: every input passes through one queue into its machine, and every effect is carried out before the next input.
/// Commands do not pass the queue: they go straight to the run in charge.
/// </summary>
internal sealed partial class ModuleAgent : IAsyncDisposable
{
    private const int InboxLength = 1024;

    private readonly HostContext _context;
    private readonly ILogger _logger;
    private readonly ModuleMachine _machine;
    private readonly Channel<Action<List<ModuleEffect>>> _inbox = Channel.CreateBounded<Action<List<ModuleEffect>>>(
        new BoundedChannelOptions(InboxLength) { SingleReader = true });

    private readonly ConcurrentDictionary<int, ModuleRun> _runs = new();
    private readonly ConcurrentDictionary<int, CancellationTokenSource> _starting = new();
    private readonly ConcurrentDictionary<int, Task> _work = new();
    private readonly List<(int AtLeast, TaskCompletionSource<string?> Done)> _loadWaiters = [];
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _loop;
    private Plugin? _plugin;
    private Route _route = new(null, "it has not been started yet");
    private ModuleRun? _held;
    private volatile bool _isStandby; // As the machine says after its last input.
    private ModuleState _state;
    private DateTimeOffset _since;
    private int _lastWork;
    private (ModuleState, string, string, int, int?) _shown;
    private volatile bool _attachNext;
    private TaskCompletionSource<string>? _attachLine;

    public ModuleAgent(string name, HostContext context)
    {
        Name = name;
        _context = context;
        _logger = context.Loggers.CreateLogger($"module.{name}");
        Log = new ModuleLog(name, _logger, context.Time) { OnLine = line => context.RouteLogLine(this, line) };
        _machine = new ModuleMachine(context.Options.Restarts);
        _since = context.Time.GetUtcNow();
        _loop = Task.Run(RunAsync);
    }

    public string Name { get; }

    public ModuleLog Log { get; }

    public ModuleAccount Account { get; } = new();

    /// <summary>The folder as last found; null when there is none of this name.</summary>
    public Plugin? Plugin => Volatile.Read(ref _plugin);

    public ModuleState State => _state;

    /// <summary>The run that answers commands, or null.</summary>
    public ModuleRun? Current => Volatile.Read(ref _route).Run;

    /// <summary>The run that is in charge, or will be when the manager becomes active.</summary>
    public ModuleRun? Loaded => Current ?? Volatile.Read(ref _held);

    /// <summary>The manager stands by, and this module with it: it may look, and change nothing.</summary>
    public bool IsStandby => _isStandby;

    public bool IsSettled =>
        _state is not (ModuleState.Discovered or ModuleState.Starting or ModuleState.Draining or ModuleState.Warm) && !_isStandby;

    public bool HasReloadProblem => _machine.ReloadProblem.Length > 0;

    public void SetPlugin(Plugin? plugin) => Volatile.Write(ref _plugin, plugin);

    public void Post(ModuleInput input) =>
        Enqueue(effects => _machine.Step(input, _context.Clock(), effects));

    /// <summary>Loads what is on disk, beside what runs. Null when it answers now, otherwise why it does not.</summary>
    public async Task<string?> ReloadAsync(CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = Enqueue(effects =>
        {
            _loadWaiters.Add((_machine.LastRun + 1, done));
            RefreshPlugin();
            if (Plugin is { Problem: { } problem })
            {
                _machine.Step(new ModuleInput.Refused(problem), _context.Clock(), effects);
            }
            else
            {
                _machine.Step(new ModuleInput.Reload(), _context.Clock(), effects);
            }
        });
        return taken ? await done.Task.WaitAsync(cancellationToken) : $"module '{Name}' takes no more orders; try again in a moment";
    }

    /// <summary>The next run is not started, but awaited: returns the command that starts it by hand.</summary>
    public async Task<string> AttachAsync(CancellationToken cancellationToken)
    {
        var line = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _attachLine = line;
        _attachNext = true;
        Post(new ModuleInput.Reload());
        return await line.Task.WaitAsync(cancellationToken);
    }

    public async Task<CommandResult> ExecuteAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var route = Volatile.Read(ref _route);
            if (route.Run is not { } run)
            {
                return CommandResult.Failure(Errno.TryAgain, Unavailable(route.Reason));
            }

            if (!run.TryEnter())
            {
                await Task.Yield(); // It is being retired: the route to its successor is set already, or about to be.
                continue;
            }

            var session = _context.Sessions.Open(request);
            try
            {
                return await run.ExecuteAsync(request, session, cancellationToken);
            }
            finally
            {
                _context.Sessions.Close(session);
                run.Leave();
            }
        }
    }

    /// <summary>Calls a method of the module for another module.</summary>
    public async Task<JsonElement> RemoteAsync(Action<Utf8JsonWriter> writeParameters, CancellationToken cancellationToken)
    {
        var route = Volatile.Read(ref _route);
        if (route.Run is not { } run || !run.TryEnter())
        {
            throw new ModuleCallException(-Errno.TryAgain, Unavailable(route.Reason));
        }

        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(run.Plugin.Limits.CommandDeadline);
            return await run.Runner.Begin("remote", writeParameters).WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModuleCallException(-Errno.TimedOut, $"module '{Name}' did not answer within {run.Plugin.Limits.CommandDeadline.TotalSeconds:0.#} s");
        }
        catch (RpcException error)
        {
            throw new ModuleCallException(-Errno.InputOutput, $"module '{Name}' ended while it was called: {error.Message}");
        }
        finally
        {
            run.Leave();
        }
    }

    public void Notify(BackendEvent.Notified notified) => Current?.Notifications.Offer(notified);

    /// <summary>Pushes changed options or keys to every run, one that is coming up too.</summary>
    public void Push(string method, Action<Utf8JsonWriter> writeParameters)
    {
        foreach (var run in _runs.Values)
        {
            run.Runner.Notify(method, writeParameters);
        }

        foreach (var runner in _context.Candidates(Name))
        {
            runner.Notify(method, writeParameters);
        }
    }

    /// <summary>Ends a run that must not go on.</summary>
    public void Fault(int run, string reason)
    {
        Account.SetLastError(reason, _context.Time.GetUtcNow());
        Post(new ModuleInput.RunFaulted(run, reason));
    }

    public ModuleStatus Status()
    {
        var plugin = Plugin;
        var run = Loaded;
        var (error, time) = Account.LastError;
        return new ModuleStatus(
            Name,
            plugin?.Folder ?? "",
            plugin?.Version ?? "",
            plugin?.Kind ?? "",
            plugin?.IsCephPlugin ?? false,
            _state,
            _machine.Reason,
            _machine.ReloadProblem,
            _since,
            run?.Runner.ProcessId,
            Account.CpuPercent,
            Account.CpuTime,
            Account.ResidentBytes,
            Account.ProportionalBytes,
            Account.Calls,
            Account.Failures,
            Account.Timeouts,
            Account.Denied,
            Account.LastDenial,
            Account.Latency.Quantile(0.5),
            Account.Latency.Quantile(0.99),
            run?.Waiting ?? 0,
            _machine.Restarts,
            _machine.LastRun,
            error,
            time,
            Log.Dropped,
            run?.Notifications.Dropped ?? 0,
            run?.Declarations.Commands ?? [],
            run?.Declarations.Options ?? [],
            run?.Declarations.NotifyTypes ?? []);
    }

    public async ValueTask DisposeAsync()
    {
        _inbox.Writer.TryComplete();
        await _loop;
        await _disposed.CancelAsync();
        await Task.WhenAll(_work.Values);
        _disposed.Dispose();
    }

    private string Unavailable(string reason) => _state switch
    {
        ModuleState.Starting or ModuleState.Discovered => $"module '{Name}' is starting; try again in a moment{Because(reason)}",
        ModuleState.Warm => $"module '{Name}' waits for this manager to become active",
        ModuleState.Backoff => $"module '{Name}' is being restarted; try again in a moment{Because(reason)}",
        ModuleState.Failed => $"module '{Name}' has failed{Because(reason)}",
        _ => $"module '{Name}' is not running{Because(reason)}",
    };

    private static string Because(string reason) => reason.Length == 0 ? "" : $" ({reason})";

    private bool Enqueue(Action<List<ModuleEffect>> step)
    {
        var taken = _inbox.Writer.TryWrite(step);
        if (!taken && !_inbox.Reader.Completion.IsCompleted)
        {
            Logs.InboxFull(_logger, Name);
        }

        return taken;
    }

    private async Task RunAsync()
    {
        List<ModuleEffect> effects = [];
        await foreach (var step in _inbox.Reader.ReadAllAsync())
        {
            effects.Clear();
            step(effects);
            _isStandby = _machine.IsHeld;
            foreach (var effect in effects)
            {
                Execute(effect);
            }

            PublishState(); // Last: whoever sees "running" finds the commands there.
        }

        Complete(int.MaxValue, "the manager is stopping");
    }

    private void PublishState()
    {
        if (_state != _machine.State)
        {
            _state = _machine.State;
            _since = _context.Time.GetUtcNow();
            Logs.StateChanged(_logger, Name, _state, _machine.Reason);
            Log.Write(LogLevel.Information, "host", $"{_state}{(_machine.Reason.Length > 0 ? $": {_machine.Reason}" : "")}");
            if (_state is ModuleState.Failed or ModuleState.Backoff)
            {
                Account.SetLastError(_machine.Reason, _since);
            }

            if (_state is ModuleState.Disabled or ModuleState.Unsupported or ModuleState.Stopped)
            {
                _context.ForgetModule(Name);
            }
        }

        var shown = (_state, _machine.Reason, _machine.ReloadProblem, _machine.LastRun, _machine.CurrentRun);
        if (shown != _shown)
        {
            _shown = shown;
            _context.OnModuleChanged(this);
        }
    }

    private void Execute(ModuleEffect effect)
    {
        switch (effect)
        {
            case ModuleEffect.StartRun start:
                var cancel = CancellationTokenSource.CreateLinkedTokenSource(_disposed.Token);
                _starting[start.Run] = cancel;
                Track(StartRunAsync(start.Run, cancel));
                break;
            case ModuleEffect.Hold held:
                Volatile.Write(ref _held, _runs.GetValueOrDefault(held.Run));
                break;
            case ModuleEffect.Switch to when _runs.TryGetValue(to.Run, out var run):
                Volatile.Write(ref _held, null);
                _context.SwitchCommands(this, run.Declarations);
                Volatile.Write(ref _route, new Route(run, ""));
                break;
            case ModuleEffect.Withdraw withdraw:
                Volatile.Write(ref _held, null);
                Volatile.Write(ref _route, new Route(null, withdraw.Reason));
                if (_machine.State is ModuleState.Disabled or ModuleState.Stopped or ModuleState.Draining or ModuleState.Unsupported)
                {
                    _context.WithdrawCommands(this);
                }

                break;
            case ModuleEffect.StartServe serve when _runs.TryGetValue(serve.Run, out var run) && !run.ServeStarted:
                run.ServeStarted = true;
                Track(StartServeAsync(run));
                break;
            case ModuleEffect.Retire retire when _runs.TryGetValue(retire.Run, out var run):
                Track(RetireAsync(run));
                break;
            case ModuleEffect.Kill kill:
                Kill(kill);
                break;
            case ModuleEffect.ArmBackoff backoff:
                Track(PostLaterAsync(backoff));
                break;
            case ModuleEffect.LoadDone done:
                Complete(done.Run, null);
                break;
            case ModuleEffect.LoadFailed failed:
                if (_machine.CurrentRun is not null)
                {
                    Account.SetLastError($"not reloaded: {failed.Reason}", _context.Time.GetUtcNow());
                    Log.Write(LogLevel.Error, "host", $"the new code does not load, the old code answers on: {failed.Reason}");
                }

                Complete(failed.Run, failed.Reason);
                break;
            default:
                break; // Of a run that has ended meanwhile: its end is in the queue.
        }
    }

    private void Complete(int run, string? problem)
    {
        foreach (var waiter in _loadWaiters.Where(waiter => waiter.AtLeast <= run).ToList())
        {
            waiter.Done.TrySetResult(problem);
            _loadWaiters.Remove(waiter);
        }
    }

    /// <summary>Work of the agent is awaited when it is disposed; none of it throws.</summary>
    private void Track(Task work)
    {
        var id = Interlocked.Increment(ref _lastWork);
        _work[id] = work;
        work.ContinueWith(_ => _work.TryRemove(id, out var _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task PostLaterAsync(ModuleEffect.ArmBackoff backoff)
    {
        try
        {
            await Task.Delay(backoff.Delay, _context.Time, _disposed.Token);
            Post(new ModuleInput.BackoffElapsed(backoff.Number));
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
    }

    private void RefreshPlugin()
    {
        if (Plugin is { } plugin && Directory.Exists(plugin.Folder))
        {
            SetPlugin(PluginCatalog.Read(plugin.Folder));
        }
    }

    private void Kill(ModuleEffect.Kill kill)
    {
        if (_starting.TryGetValue(kill.Run, out var cancel))
        {
            try
            {
                cancel.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has come up, or has failed, this moment.
            }
        }

        if (_runs.TryGetValue(kill.Run, out var run))
        {
            Log.Write(LogLevel.Warning, "host", $"ending run {kill.Run}: {kill.Reason}");
            run.Runner.Kill(kill.Reason);
        }
    }

    private sealed record Route(ModuleRun? Run, string Reason);

    private static partial class Logs
    {
        [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Module {Module} is {State} {Reason}")]
        internal static partial void StateChanged(ILogger logger, string module, ModuleState state, string reason);

        [LoggerMessage(EventId = 4002, Level = LogLevel.Error, Message = "Module {Module}: more inputs than its queue holds; one was lost")]
        internal static partial void InboxFull(ILogger logger, string module);
    }
}
