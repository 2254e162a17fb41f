using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Manager.Daemons;
using MgrPlatform.Manager.State;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.PluginSdk;

namespace MgrPlatform.Manager.Backend;

/// <summary>The cluster as the module host sees it: state from the monitors, daemons from their reports, and the way out.</summary>
public sealed class ManagerBackend(
    ClusterIdentity identity, ClusterState state, DaemonStateIndex daemons, ICommandSender sender, TimeProvider time) : IModuleBackend
{
    // Guards the state's writes and keeps events in the order of what they tell of.
    private readonly Lock _gate = new();
    private ImmutableArray<Action<BackendEvent>> _handlers = [];
    private ImmutableSortedDictionary<string, string> _uris = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
    private ImmutableSortedSet<string> _enabled = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The modules told what they are; the whole list.</summary>
    public event Action<ImmutableArray<ModuleReport>>? ModulesReported;

    /// <summary>Some module answers elsewhere now; all addresses by module.</summary>
    public event Action<ImmutableSortedDictionary<string, string>>? UrisChanged;

    public ClusterIdentity Identity { get; } = identity;

    public HealthRegister Health { get; } = new();

    public ProgressRegister Progress { get; } = new();

    public IReadOnlyCollection<DaemonState> Daemons => daemons.Daemons;

    public long CountersVersion => daemons.Version;

    public ImmutableSortedSet<string> EnabledModules => Volatile.Read(ref _enabled);

    public ImmutableSortedDictionary<string, string> Options => state.ModuleOptions;

    public ImmutableSortedDictionary<string, string> Store => state.Store;

    public Document? FindDocument(string name) => state.FindDocument(name);

    public DaemonState? FindDaemon(DaemonKey key) => daemons.Find(key);

    public JsonNode? FindCephOption(string name) => state.Config.FindTyped(name);

    public IDisposable Subscribe(Action<BackendEvent> handler)
    {
        ImmutableInterlocked.Update(ref _handlers, static (handlers, added) => handlers.Add(added), handler);
        return new Subscription(this, handler);
    }

    /// <summary>The monitors told something.</summary>
    public void Apply(MonitorEvent told) => Change(events => state.Apply(told, events));

    /// <summary>What daemons are has changed.</summary>
    public void RefreshDaemons() => Change(_ => state.SetDaemons(daemons.Daemons, daemons.ModifiedOptions()));

    public void SetEnabledModules(ImmutableSortedSet<string> modules) => Change(events =>
    {
        if (!modules.SetEquals(_enabled))
        {
            Volatile.Write(ref _enabled, modules);
            events.Add(new BackendEvent.ModulesChanged());
        }
    });

    /// <summary>A document changed that somebody else keeps.</summary>
    public void Announce(BackendEvent happened) => Change(events => events.Add(happened));

    public async Task SetOptionAsync(string key, string? value, CancellationToken cancellationToken)
    {
        await WriteAsync(
            value is null
                ? new JsonObject { ["prefix"] = "config rm", ["who"] = "mgr", ["name"] = key }
                : new JsonObject { ["prefix"] = "config set", ["who"] = "mgr", ["name"] = key, ["value"] = value },
            cancellationToken);
        Change(events => state.SetModuleOption(key, value, events));
    }

    public async Task SetStoreAsync(string key, string? value, CancellationToken cancellationToken)
    {
        await WriteAsync(
            value is null
                ? new JsonObject { ["prefix"] = "config-key rm", ["key"] = key }
                : new JsonObject { ["prefix"] = "config-key set", ["key"] = key, ["val"] = value },
            cancellationToken);
        Change(events => state.SetStored(key, value, events));
    }

    public Task<CommandResult> SendCommandAsync(
        CommandTarget target, JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken) =>
        sender.SendAsync(target, command, input, cancellationToken);

    public void SetHealthChecks(string owner, ImmutableSortedDictionary<string, HealthCheck> checks) =>
        Health.Set($"module {owner}", checks);

    public void UpdateProgress(ProgressEvent progress) => Progress.Update(progress, time.GetUtcNow());

    public void CompleteProgress(string id) => Progress.Complete(id);

    public void ClearProgress(string owner) => Progress.Clear(owner);

    public void WriteClusterLog(ClusterLogEntry entry) => sender.Log(entry);

    public void SetServiceUri(string module, string? uri)
    {
        ImmutableInterlocked.Update(
            ref _uris,
            static (uris, change) => change.uri is null ? uris.Remove(change.module) : uris.SetItem(change.module, change.uri),
            (module, uri));
        UrisChanged?.Invoke(_uris);
    }

    public void ReportModules(ImmutableArray<ModuleReport> modules) => ModulesReported?.Invoke(modules);

    private async Task WriteAsync(JsonObject command, CancellationToken cancellationToken)
    {
        var result = await sender.SendAsync(new CommandTarget("mon", ""), command, default, cancellationToken);
        if (!result.IsSuccess)
        {
            throw new ModuleCallException(result.Code, $"the monitors did not take '{command["prefix"]}': {result.Status}");
        }
    }

    private void Change(Action<List<BackendEvent>> change)
    {
        lock (_gate)
        {
            List<BackendEvent> events = [];
            change(events);
            foreach (var happened in events)
            {
                foreach (var handler in _handlers)
                {
                    handler(happened);
                }
            }
        }
    }

    private sealed class Subscription(ManagerBackend backend, Action<BackendEvent> handler) : IDisposable
    {
        public void Dispose() =>
            ImmutableInterlocked.Update(ref backend._handlers, static (handlers, removed) => handlers.Remove(removed), handler);
    }
}
