using System.Text.Json;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Runtimes;
using MgrPlatform.Modules.Runtimes.Child;
using MgrPlatform.Modules.Runtimes.Rpc;
using MgrPlatform.Modules.Services;
using MgrPlatform.PluginSdk;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.Lifecycle;

/// <summary>The runs of a module: their start, their serve, their end.</summary>
internal sealed partial class ModuleAgent
{
    private async Task StartRunAsync(int number, CancellationTokenSource cancel)
    {
        IRunner? runner = null;
        var registered = false;
        try
        {
            var attach = _attachNext;
            _attachNext = false;
            if (!attach)
            {
                await _context.StartGate.WaitAsync(cancel.Token); // Whoever starts a runner by hand takes his time.
            }

            try
            {
                RefreshPlugin();
                if (Plugin is not { } plugin)
                {
                    Post(new ModuleInput.RunUnable(number, $"there is no plugin '{Name}' in the plugin paths"));
                    return;
                }

                if (plugin.Problem is { } problem)
                {
                    Post(new ModuleInput.RunNotStarted(number, problem, IsPermanent: true));
                    return;
                }

                var calls = new ModuleCalls(_context, this, plugin, number);
                var start = new RunnerStart(plugin, number, calls, Log, attach, line => _attachLine?.TrySetResult(line));
                var runtime = _context.RuntimeFor(plugin);
                if (runtime.FindObstacle(start) is { } obstacle)
                {
                    Post(new ModuleInput.RunUnable(number, obstacle));
                    return;
                }

                runner = await runtime.StartAsync(start, cancel.Token);
                _context.AddCandidate(Name, runner);
                var declarations = await InitializeAsync(runner, start, cancel.Token);
                if (!declarations.CanRun)
                {
                    Post(new ModuleInput.RunUnable(number, declarations.Reason));
                    return;
                }

                foreach (var warning in declarations.Warnings)
                {
                    Log.Write(LogLevel.Warning, "host", warning);
                }

                var run = new ModuleRun(number, plugin, runner, declarations, Account, Log, _context.Time);
                cancel.Token.ThrowIfCancellationRequested();
                _runs[number] = run;
                registered = true;
                Track(WatchAsync(run));
                Post(new ModuleInput.RunReady(number));
                if (cancel.IsCancellationRequested)
                {
                    runner.Kill("it is no longer wanted"); // Said between the last look and the entry among the runs.
                }
            }
            finally
            {
                if (!attach)
                {
                    _context.StartGate.Release();
                }

                if (runner is not null)
                {
                    _context.RemoveCandidate(Name, runner);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Not wanted any more.
        }
        catch (RunnerStartException error)
        {
            Post(new ModuleInput.RunNotStarted(number, error.Message, error.IsPermanent));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Post(new ModuleInput.RunNotStarted(number, error.Message, IsPermanent: false));
        }
        finally
        {
            _starting.TryRemove(number, out _);
            cancel.Dispose();
            if (runner is not null && !registered)
            {
                await runner.DisposeAsync();
            }
        }
    }

    private async Task<ModuleDeclarations> InitializeAsync(IRunner runner, RunnerStart start, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!start.Attach)
        {
            deadline.CancelAfter(start.Plugin.Limits.StartTimeout);
        }

        try
        {
            var entry = (runner as ChildRunner)?.Entry;
            var answer = await runner.Begin("initialize", writer => _context.WriteInitialize(writer, start.Plugin, entry)).WaitAsync(deadline.Token);
            return ModuleDeclarations.Read(answer);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            runner.DumpStacks();
            throw new RunnerStartException($"it did not answer initialize within {start.Plugin.Limits.StartTimeout.TotalSeconds:0} s");
        }
        catch (ModuleCallException error)
        {
            if (error.Traceback is { Length: > 0 } traceback)
            {
                Log.Write(LogLevel.Error, "host", traceback);
            }

            throw new RunnerStartException(error.Message, isPermanent: true);
        }
        catch (FormatException error)
        {
            throw new RunnerStartException($"what it declares is wrong: {error.Message}", isPermanent: true);
        }
        catch (RpcException)
        {
            var reason = await runner.Ended;
            throw new RunnerStartException($"it ended while it was loading: {reason}");
        }
    }

    private async Task StartServeAsync(ModuleRun run)
    {
        try
        {
            await run.Runner.Begin("start", static _ => { }).Answer;
        }
        catch (ModuleCallException error)
        {
            Fault(run.Number, $"serve was not started: {error.Message}");
        }
        catch (RpcException)
        {
            // The run's end is reported by the one who watches it.
        }
    }

    private async Task RetireAsync(ModuleRun run)
    {
        await run.DrainAsync(_context.Options.DrainPatience);
        var patience = run.Plugin.Limits.ShutdownTimeout;
        using var deadline = new CancellationTokenSource(patience, _context.Time);
        var reason = "it was retired";
        try
        {
            await run.Runner.Begin("shutdown", writer => writer.WriteNumber("deadline_ms", (long)patience.TotalMilliseconds)).Answer.WaitAsync(deadline.Token);
            await Task.WhenAny(run.Runner.Ended, Task.Delay(TimeSpan.FromMilliseconds(500), _context.Time, CancellationToken.None));
        }
        catch (OperationCanceledException)
        {
            reason = $"it did not shut down within {patience.TotalSeconds:0.#} s";
            Log.Write(LogLevel.Warning, "host", $"run {run.Number} is killed: {reason}");
        }
        catch (ModuleCallException error)
        {
            Log.Write(LogLevel.Warning, "host", $"shutdown failed: {error.Traceback ?? error.Message}");
        }
        catch (RpcException)
        {
            // It is gone already.
        }

        run.Runner.Kill(reason);
    }

    /// <summary>Sees a run's end, removes all that is left of it, and only then says that it has ended.</summary>
    private async Task WatchAsync(ModuleRun run)
    {
        var reason = await run.Runner.Ended;
        await run.Runner.DisposeAsync();
        _runs.TryRemove(run.Number, out _);
        Log.Write(LogLevel.Information, "host", $"run {run.Number} ended{Because(reason)}");
        Post(new ModuleInput.RunEnded(run.Number, reason.Length > 0 ? reason : "it ended"));
    }
}
