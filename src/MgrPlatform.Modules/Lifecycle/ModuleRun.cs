using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MgrPlatform.Modules.Accounts;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Logs;
using MgrPlatform.Modules.Options;
using MgrPlatform.Modules.Runtimes;
using MgrPlatform.Modules.Runtimes.Rpc;
using MgrPlatform.PluginSdk;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.Lifecycle;

/// <summary>
/// One run that has declared itself: sends it commands within its limits, sees which of them are stuck, and lets it drain. Safe from any thread.
/// </summary>
#pragma warning disable CA1001 // The semaphore is never disposed: whoever waits for his turn when the run ends must still get it, and be told.
internal sealed class ModuleRun
#pragma warning restore CA1001
{
    private readonly Plugin _plugin;
    private readonly IRunner _runner;
    private readonly ModuleAccount _account;
    private readonly ModuleLog _log;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _permits;
    private readonly ConcurrentDictionary<long, CommandUnderWay> _underWay = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private long _lastCommand;
    private int _inside;
    private int _waiting;
    private bool _closed;
    private long? _pingSentAt;
    private long? _lastPing;
    private bool _stacksDumped;

    public ModuleRun(
        int number, Plugin plugin, IRunner runner, ModuleDeclarations declarations, ModuleAccount account, ModuleLog log, TimeProvider time)
    {
        Number = number;
        _plugin = plugin;
        _runner = runner;
        _account = account;
        _log = log;
        _time = time;
        Declarations = declarations;
        Options = new OptionTable(plugin.Name, declarations.Options);
        _permits = new SemaphoreSlim(plugin.Limits.Concurrency);
        Notifications = new NotificationPump(runner, declarations.NotifyTypes, time, OnNotifyFailed);
    }

    public int Number { get; }

    public Plugin Plugin => _plugin;

    public IRunner Runner => _runner;

    public ModuleDeclarations Declarations { get; }

    public OptionTable Options { get; }

    public NotificationPump Notifications { get; }

    public bool ServeStarted { get; set; }

    /// <summary>Commands that wait for their turn.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public int UnderWay => _underWay.Count;

    /// <summary>Takes a place in this run; false when it is being retired and the caller must look for the new one.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _inside++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_inside == 0 && _closed)
            {
                _drained.TrySetResult();
            }
        }
    }

    /// <summary>Lets nobody in any more, and waits until everybody has left.</summary>
    public async Task DrainAsync(TimeSpan patience)
    {
        lock (_gate)
        {
            _closed = true;
            if (_inside == 0)
            {
                _drained.TrySetResult();
            }
        }

        await Task.WhenAny(_drained.Task, _runner.Ended, Task.Delay(patience, _time));
    }

    /// <summary>Sends a command, in its turn. The caller holds a place (<see cref="TryEnter"/>).</summary>
    public async Task<CommandResult> ExecuteAsync(CommandRequest request, long session, CancellationToken cancellationToken)
    {
        var limit = _plugin.Limits.CommandDeadline;
        if (_permits.Wait(0, CancellationToken.None))
        {
            return await SendAsync(request, session, limit, cancellationToken);
        }

        if (Interlocked.Increment(ref _waiting) > _plugin.Limits.QueueLength)
        {
            Interlocked.Decrement(ref _waiting);
            return CommandResult.Failure(Errno.TryAgain, $"module '{_plugin.Name}' has {_plugin.Limits.QueueLength} commands waiting already; try again later");
        }

        var arrived = _time.GetTimestamp();
        using var patience = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            if (OverdueWhileFull() is { } overdue)
            {
                return CommandResult.Failure(Errno.TryAgain, $"module '{_plugin.Name}' is busy with '{overdue.Prefix}' since {_time.GetElapsedTime(overdue.Started).TotalSeconds:0} s, past its deadline; try again later");
            }

            await _permits.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested
                ? CommandResult.Failure(Errno.Canceled, "the caller went away")
                : TimedOut(request.Prefix, limit, "it was still waiting for its turn");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return await SendAsync(request, session, limit - _time.GetElapsedTime(arrived), cancellationToken);
    }

    /// <summary>Why this run must end: a command that goes on long after its deadline, or silence. Called every so often by one loop.</summary>
    public string? FindFault(ModuleHostOptions options)
    {
        var stuck = _underWay.Values.OrderBy(command => command.Started).FirstOrDefault();
        if (stuck is not null)
        {
            var deadline = _plugin.Limits.CommandDeadline;
            var elapsed = _time.GetElapsedTime(stuck.Started);
            if (elapsed > deadline + TimeSpan.FromSeconds(Math.Max(options.StuckGrace.TotalSeconds, Math.Min(deadline.TotalSeconds, 60))))
            {
                return $"command '{stuck.Prefix}' did not end {elapsed.TotalSeconds:0} s after it began (deadline {deadline.TotalSeconds:0.#} s)";
            }

            if (elapsed <= deadline)
            {
                return null; // Busy, and allowed to be.
            }
        }

        return FindSilence(options);
    }

    private string? FindSilence(ModuleHostOptions options)
    {
        if (_pingSentAt is not { } sent)
        {
            if (_lastPing is { } last && _time.GetElapsedTime(last) < options.PingInterval)
            {
                return null;
            }

            _lastPing = _pingSentAt = _time.GetTimestamp();
            var ping = _runner.Begin("ping", static _ => { });
            _ = ForgetPingAsync(ping.Answer); // Ends with the run at the latest.
            return null;
        }

        var silence = _time.GetElapsedTime(sent);
        if (silence > options.PingPatience / 2 && !_stacksDumped)
        {
            DumpStacks($"no answer to a ping for {silence.TotalSeconds:0} s");
        }

        return silence > options.PingPatience ? $"it does not answer for {silence.TotalSeconds:0} s (an endless loop, or a call that blocks)" : null;
    }

    private async Task ForgetPingAsync(Task<JsonElement> answer)
    {
        try
        {
            await answer;
        }
        catch (Exception error) when (error is RpcException or ModuleCallException)
        {
            // An SDK without ping still answers; a run that ended needs no ping.
        }

        _pingSentAt = null;
    }

    private async Task<CommandResult> SendAsync(CommandRequest request, long session, TimeSpan remaining, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastCommand);
        var command = new CommandUnderWay(request.Prefix, _time.GetTimestamp());
        _underWay[id] = command;
        var call = _runner.Begin("command", writer => Write(writer, request, session, remaining));
        if (call.Answer.IsFaulted && call.Answer.Exception.InnerException is RpcException)
        {
            _underWay.TryRemove(id, out _);
            _permits.Release();
            return CommandResult.Failure(Errno.TryAgain, $"module '{_plugin.Name}' has just ended and is being restarted; try again in a moment");
        }

        // The permit comes back with the module's answer, however late: until then its place is taken.
        _ = call.Answer.ContinueWith(
            _ =>
            {
                _underWay.TryRemove(id, out var _);
                _permits.Release();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        try
        {
            var answer = await call.Answer.WaitAsync(remaining > TimeSpan.Zero ? remaining : TimeSpan.FromMilliseconds(1), _time, cancellationToken);
            _account.CountCall(_time.GetElapsedTime(command.Started));
            return Read(request.Prefix, answer);
        }
        catch (TimeoutException)
        {
            call.Cancel();
            DumpStacks($"command '{request.Prefix}' passed its deadline");
            return TimedOut(request.Prefix, _plugin.Limits.CommandDeadline, "the module is still busy with it");
        }
        catch (OperationCanceledException)
        {
            call.Cancel();
            return CommandResult.Failure(Errno.Canceled, "the caller went away");
        }
        catch (ModuleCallException error)
        {
            _account.CountFailure($"'{request.Prefix}': {error.Message}", _time.GetUtcNow());
            return new CommandResult(error.Errno < 0 ? error.Errno : -Errno.Invalid, default, error.Traceback ?? error.Message);
        }
        catch (RpcException)
        {
            var reason = await _runner.Ended.WaitAsync(TimeSpan.FromSeconds(3), _time, CancellationToken.None)
                .ContinueWith(ended => ended.IsCompletedSuccessfully ? ended.Result : "it ended", CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _account.CountFailure($"'{request.Prefix}': {reason}", _time.GetUtcNow());
            return CommandResult.Failure(Errno.InputOutput, $"module '{_plugin.Name}' ended while it answered '{request.Prefix}': {reason}; it may have been carried out in part");
        }
    }

    /// <summary>A command past its deadline while there is no room for another: further ones need not wait for their own deadline.</summary>
    private CommandUnderWay? OverdueWhileFull()
    {
        if (_permits.CurrentCount > 0)
        {
            return null;
        }

        var oldest = _underWay.Values.MinBy(command => command.Started);
        return oldest is not null && _time.GetElapsedTime(oldest.Started) > _plugin.Limits.CommandDeadline ? oldest : null;
    }

    private CommandResult TimedOut(string prefix, TimeSpan limit, string detail)
    {
        var text = $"'{prefix}' got no answer from module '{_plugin.Name}' within {limit.TotalSeconds:0.#} s; {detail}";
        _account.CountTimeout(text, _time.GetUtcNow());
        _log.Write(LogLevel.Error, "host", text);
        return CommandResult.Failure(Errno.TimedOut, text);
    }

    private void DumpStacks(string why)
    {
        _stacksDumped = true;
        _log.Write(LogLevel.Warning, "host", $"{why}: the stacks follow where the language can show them");
        _runner.DumpStacks();
    }

    private void OnNotifyFailed(string type, string trace)
    {
        _account.SetLastError($"notify({type}): {LastLine(trace)}", _time.GetUtcNow());
        _log.Write(LogLevel.Error, "host", $"notify({type}) failed: {trace}");
    }

    private static string LastLine(string text) => text.TrimEnd().Split('\n')[^1].Trim();

    private static void Write(Utf8JsonWriter writer, CommandRequest request, long session, TimeSpan remaining)
    {
        writer.WritePropertyName("cmd");
        request.Command.WriteTo(writer);
        if (Utf8.IsValid(request.Input.Span))
        {
            writer.WriteString("inbuf", request.Input.Span);
        }
        else
        {
            writer.WriteString("inbuf", "");
            writer.WriteBase64String("inbuf_base64", request.Input.Span);
        }

        writer.WriteNumber("session", session);
        writer.WriteNumber("deadline_ms", (long)Math.Max(1, remaining.TotalMilliseconds));
    }

    private CommandResult Read(string prefix, JsonElement answer)
    {
        if (answer.ValueKind == JsonValueKind.Object
            && answer.TryGetProperty("retval", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var code)
            && TryReadOutput(answer, out var output)
            && answer.TryGetProperty("stderr", out var status) && status.ValueKind == JsonValueKind.String)
        {
            return new CommandResult(code, _plugin.IsCephPlugin ? CephOutput.Normalize(output) : output, status.GetString()!);
        }

        var text = $"module '{_plugin.Name}' answered '{prefix}' with something that is no command result";
        _account.CountFailure(text, _time.GetUtcNow());
        return CommandResult.Failure(Errno.Invalid, text);
    }

    private static bool TryReadOutput(JsonElement answer, out ReadOnlyMemory<byte> output)
    {
        output = default;
        if (answer.TryGetProperty("stdout_base64", out var encoded) && encoded.ValueKind == JsonValueKind.String)
        {
            var valid = encoded.TryGetBytesFromBase64(out var bytes);
            output = bytes;
            return valid;
        }

        if (!answer.TryGetProperty("stdout", out var text) || text.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        output = Encoding.UTF8.GetBytes(text.GetString()!);
        return true;
    }

    private sealed record CommandUnderWay(string Prefix, long Started);
}
