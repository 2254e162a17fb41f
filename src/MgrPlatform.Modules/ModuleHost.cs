using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using MgrPlatform.Modules.Accounts;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.Modules.Runtimes;
using MgrPlatform.Modules.Runtimes.Child;
using MgrPlatform.Modules.Runtimes.DotNet;
using MgrPlatform.Modules.Runtimes.JavaScript;
using MgrPlatform.Modules.Runtimes.Python;
using MgrPlatform.Modules.Services;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules;

/// <summary>
/// Runs the modules of a manager: finds their plugins, keeps the ones that the cluster wants running, routes commands and notifications to
/// them, and replaces them live. It knows the cluster only as an <see cref="IModuleBackend"/>.
/// </summary>
public sealed partial class ModuleHost : IAsyncDisposable
{
    private readonly HostContext _context;
    private readonly HostCommands _commands;
    private readonly HostHealth _health;
    private readonly PluginBuilds _builds;
    private readonly string _runDirectory;
    private readonly Dictionary<PluginLanguage, IRuntime> _runtimes;
    private readonly IRuntime _hosted;
    private readonly ConcurrentDictionary<string, ModuleAgent> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _changing = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private ImmutableSortedDictionary<string, Plugin> _catalog = ImmutableSortedDictionary<string, Plugin>.Empty;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable? _subscription;
    private Task _loop = Task.CompletedTask;

    public ModuleHost(ModuleHostOptions options, IModuleBackend backend, TimeProvider time, ILoggerFactory loggers)
    {
        PrivateFolder.Ensure(options.StateDirectory);
        _runDirectory = PrivateFolder.CreateInMemory(Path.Combine(options.StateDirectory, "run"));
        _builds = new PluginBuilds(options);
        var documents = new DocumentFiles(PrivateFolder.Ensure(Path.Combine(_runDirectory, "documents")), time);
        _context = new HostContext(options, backend, time, loggers, documents)
        {
            FindModule = name => _agents.GetValueOrDefault(name),
            ExecuteAsync = ExecuteAsync,
            Notify = Notify,
            OnModuleChanged = OnModuleChanged,
            RuntimeFor = plugin => plugin.IsInHost ? _hosted! : _runtimes![plugin.Language],
        };
        _runtimes = new Dictionary<PluginLanguage, IRuntime>
        {
            [PluginLanguage.Python] = new ChildRuntime(new PythonPlanner(options), options, _runDirectory),
            [PluginLanguage.JavaScript] = new ChildRuntime(new NodePlanner(options), options, _runDirectory),
            [PluginLanguage.DotNet] = new ChildRuntime(new DotNetPlanner(options, _builds), options, _runDirectory),
        };
        _health = new HostHealth(_context);
        _hosted = new HostedRuntime(_builds, _health.AddLeak);
        _commands = new HostCommands(this, _context);
        _context.SetOwnCommands(HostCommands.Declarations);
    }

    /// <summary>Told of every change of a module's state, on the module's own loop: must be quick.</summary>
    public event Action<ModuleStatus>? ModuleChanged;

    /// <summary>The host's own commands and those of all modules.</summary>
    public CommandTable Commands => _context.Table;

    /// <summary>Every module that is enabled or was found, sorted by name.</summary>
    public IReadOnlyList<ModuleStatus> Modules => [.. _agents.Values.Select(agent => agent.Status()).OrderBy(status => status.Name, StringComparer.Ordinal)];

    public ModuleHostOptions Options => _context.Options;

    /// <summary>Completes when no enabled module is on its way any more: each runs, or has failed, or cannot run here.</summary>
    public async Task WhenSettledAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (_agents.Values.All(agent => agent.IsSettled))
            {
                _health.Report(_agents.Values); // Whoever waited may set a module's option next: the cluster must know it.
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Carries out a command of the host or of a module.</summary>
    public async Task<CommandResult> ExecuteAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var binding = CommandMapCheck.Bind(_context.Table, request.Command);
        if (!binding.IsBound)
        {
            return CommandResult.Failure(Errno.Invalid, binding.Error);
        }

        var entry = binding.Entry!;
        if (!request.Caller.IsAllowed(new CommandPermission(entry.Owner, entry.Prefix, Arguments(binding), entry.Declaration.Permission)))
        {
            return CommandResult.Failure(Errno.AccessDenied, $"{request.Caller.Entity} may not send '{entry.Prefix}': its capabilities lack '{entry.Declaration.Permission}' for it");
        }

        var bound = request with { Command = binding.Command! };
        if (entry.Owner == CommandTable.HostOwner)
        {
            return await _commands.ExecuteAsync(bound, cancellationToken);
        }

        return _agents.TryGetValue(entry.Owner, out var agent)
            ? await agent.ExecuteAsync(bound, cancellationToken)
            : CommandResult.Failure(Errno.TryAgain, $"module '{entry.Owner}' is gone; try again");
    }

    /// <summary>Replaces a module's code by what is on disk. Null when it answers now, otherwise why it does not.</summary>
    public async Task<string?> ReloadAsync(string module, CancellationToken cancellationToken)
    {
        Scan(isFirst: false, atOnce: module);
        return _agents.TryGetValue(module, out var agent)
            ? await agent.ReloadAsync(cancellationToken)
            : $"there is no module '{module}'";
    }

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await _stopping.CancelAsync();
        await _loop;
        foreach (var agent in _agents.Values)
        {
            agent.Post(new ModuleInput.Stop());
        }

        await WhenEndedAsync();
        foreach (var agent in _agents.Values)
        {
            await agent.DisposeAsync();
        }

        _builds.Dispose();
        _context.Dispose();
        _stopping.Dispose();
        Directory.Delete(_runDirectory, recursive: true);
    }

    internal ModuleAgent? FindAgent(string name) => _agents.GetValueOrDefault(name);

    private static Dictionary<string, string> Arguments(CommandBinding binding) =>
        binding.Command!.Where(argument => argument.Key != "prefix" && argument.Value is not null)
            .ToDictionary(argument => argument.Key, argument => argument.Value!.ToString(), StringComparer.Ordinal);

    /// <summary>Children of a host that was killed, on this state directory or in a run directory that nobody owns any more.</summary>
    private void RemoveLeftovers()
    {
        var parent = Path.GetDirectoryName(_runDirectory)!;
        foreach (var folder in Directory.GetDirectories(parent, "mgrp-*").Where(folder => folder != _runDirectory && IsAbandoned(folder)))
        {
            if (ChildFamily.KillMarked(folder + ":") is > 0 and var killed)
            {
                Log.LeftoversRemoved(_context.Logger, folder, killed);
            }

            Remove(folder);
        }
    }

    /// <summary>Another manager that starts now sees it too: it belongs to the one that moves it away first.</summary>
    private void Remove(string folder)
    {
        var taken = Path.Combine(_runDirectory, Path.GetFileName(folder));
        try
        {
            Directory.Move(folder, taken);
            Directory.Delete(taken, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone, or going with our own folder at the latest: no reason not to start.
        }
    }

    private static bool IsAbandoned(string folder)
    {
        var parts = Path.GetFileName(folder).Split('-');
        return Posix.TryStat(folder) is { } stat && stat.Owner == Posix.EffectiveUser
            && parts.Length > 1 && int.TryParse(parts[1], out var owner) && !Directory.Exists($"/proc/{owner}");
    }

    private async Task WhenEndedAsync()
    {
        // Each agent bounds its own stop: drain, shutdown, kill.
        var patience = Task.Delay(_context.Options.DrainPatience + TimeSpan.FromSeconds(30), _context.Time);
        while (!_agents.Values.All(agent => agent.State == ModuleState.Stopped) && !patience.IsCompleted)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (!_agents.Values.All(agent => agent.State == ModuleState.Stopped))
            {
                await Task.WhenAny(changed, patience);
            }
        }
    }

    private void OnBackendEvent(BackendEvent happened)
    {
        switch (happened)
        {
            case BackendEvent.Notified notified:
                Notify(notified);
                break;
            case BackendEvent.OptionsChanged options:
                Push("options", options.Keys, _context.Backend.Options);
                break;
            case BackendEvent.StoreChanged store:
                Push("store", store.Keys, _context.Backend.Store);
                break;
            case BackendEvent.ModulesChanged:
                _wake.Writer.TryWrite(true);
                break;
            default:
                break;
        }
    }

    private void Notify(BackendEvent.Notified notified)
    {
        foreach (var agent in _agents.Values)
        {
            agent.Notify(notified);
        }
    }

    private void Push(string method, ImmutableArray<string> keys, ImmutableSortedDictionary<string, string> pairs)
    {
        foreach (var module in keys.Where(key => key.StartsWith("mgr/", StringComparison.Ordinal)).GroupBy(key => key.Split('/')[1]))
        {
            if (!_agents.TryGetValue(module.Key, out var agent))
            {
                continue;
            }

            var prefix = $"mgr/{module.Key}/".Length;
            agent.Push(method, writer =>
            {
                writer.WriteStartObject("set");
                foreach (var key in module.Where(pairs.ContainsKey))
                {
                    writer.WriteString(key[prefix..], pairs[key]);
                }

                writer.WriteEndObject();
                writer.WriteStartArray("removed");
                foreach (var key in module.Where(key => !pairs.ContainsKey(key)))
                {
                    writer.WriteStringValue(key[prefix..]);
                }

                writer.WriteEndArray();
            });
        }
    }

    private void OnModuleChanged(ModuleAgent agent)
    {
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        ModuleChanged?.Invoke(agent.Status());
        _health.MarkChanged();
        _wake.Writer.TryWrite(true);
    }

    /// <summary>The host's one loop: looks at the disk, at what the cluster wants, at what the modules use, and at their health.</summary>
    private async Task RunAsync()
    {
        var options = _context.Options;
        var lastScan = _context.Clock();
        var lastAccount = _context.Clock();
        while (!_stopping.IsCancellationRequested)
        {
            await WaitAsync(options.AccountInterval);
            var now = _context.Clock();
            if (options.ScanInterval > TimeSpan.Zero && now - lastScan >= options.ScanInterval)
            {
                lastScan = now;
                Scan(isFirst: false);
            }

            ApplyEnabled();
            if (now - lastAccount >= options.AccountInterval)
            {
                Watch(now, now - lastAccount);
                lastAccount = now;
            }

            _health.Publish(_agents.Values);
        }
    }

    private async Task WaitAsync(TimeSpan patience)
    {
        try
        {
            using var tick = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            var timer = Task.Delay(patience, _context.Time, tick.Token);
            await Task.WhenAny(timer, _wake.Reader.WaitToReadAsync(tick.Token).AsTask());
            await tick.CancelAsync();
            _wake.Reader.TryRead(out _);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    /// <summary>Compares the plugin paths with what is known. A changed folder must look the same twice before it is loaded: it may be half written.</summary>
    /// <param name="isFirst">Nothing runs yet: take all as it is.</param>
    /// <param name="atOnce">A module that is about to be reloaded: what its folder holds now is what is wanted.</param>
    private void Scan(bool isFirst, string? atOnce = null)
    {
        ImmutableSortedDictionary<string, Plugin> found;
        try
        {
            found = PluginCatalog.Scan(_context.Options.PluginPaths);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.ScanFailed(_context.Logger, error.Message);
            return;
        }

        lock (_changing)
        {
            foreach (var plugin in found.Values)
            {
                if (_catalog.TryGetValue(plugin.Name, out var known) && known.Stamp == plugin.Stamp && known.Folder == plugin.Folder && known.Problem == plugin.Problem)
                {
                    _changing.Remove(plugin.Name);
                }
                else if (isFirst || plugin.Name == atOnce || (_changing.TryGetValue(plugin.Name, out var seen) && seen == plugin.Stamp))
                {
                    _changing.Remove(plugin.Name);
                    Accept(plugin, isNews: !isFirst && plugin.Name != atOnce);
                }
                else
                {
                    _changing[plugin.Name] = plugin.Stamp;
                }
            }

            foreach (var gone in _catalog.Keys.Where(name => !found.ContainsKey(name)).ToList())
            {
                _catalog = _catalog.Remove(gone);
                Log.PluginGone(_context.Logger, gone);
            }
        }
    }

    private void Accept(Plugin plugin, bool isNews)
    {
        _catalog = _catalog.SetItem(plugin.Name, plugin);
        var agent = AgentFor(plugin.Name);
        agent.SetPlugin(plugin);
        if (plugin.Problem is { } problem)
        {
            agent.Post(new ModuleInput.Refused(problem));
        }
        else if (isNews)
        {
            Log.PluginChanged(_context.Logger, plugin.Name);
            agent.Post(new ModuleInput.Reload()); // Ends a refusal, too, of a module that is not enabled yet.
        }
    }

    private ModuleAgent AgentFor(string name) => _agents.GetOrAdd(name, static (key, context) => new ModuleAgent(key, context), _context);

    /// <summary>Reads what every child uses, and ends those that are over a limit or silent.</summary>
    private void Watch(TimeSpan now, TimeSpan elapsed)
    {
        foreach (var agent in _agents.Values)
        {
            var run = agent.Loaded;
            var usage = run?.Runner.ProcessId is { } processId ? ProcessTable.UsageOfFamily(processId) : null;
            agent.Account.Update(usage, elapsed, now);
            EndGreedyCandidates(agent);
            if (run is null)
            {
                continue;
            }

            var limit = (long)run.Plugin.Limits.MemoryMib << 20;
            if (usage is { } used && used.ResidentBytes > limit)
            {
                agent.Fault(run.Number, $"it used {used.ResidentBytes >> 20} MiB of memory; its limit is {run.Plugin.Limits.MemoryMib} MiB (limits.memory_mib)");
            }
            else if (run.FindFault(_context.Options) is { } fault)
            {
                agent.Fault(run.Number, fault);
            }
        }
    }

    /// <summary>A run that is still coming up has no place in the machine yet: its end is the failure of its start.</summary>
    private void EndGreedyCandidates(ModuleAgent agent)
    {
        var limit = (long)(agent.Plugin?.Limits.MemoryMib ?? int.MaxValue) << 20;
        foreach (var runner in _context.Candidates(agent.Name))
        {
            if (runner.ProcessId is { } processId && ProcessTable.UsageOfFamily(processId) is { } usage && usage.ResidentBytes > limit)
            {
                runner.Kill($"it used {usage.ResidentBytes >> 20} MiB of memory while it was loading; its limit is {limit >> 20} MiB (limits.memory_mib)");
            }
        }
    }
}
