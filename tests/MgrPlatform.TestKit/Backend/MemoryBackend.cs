using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.TestKit.Backend;

/// <summary>A cluster in memory: the test says what it holds, and sees what the host does to it.</summary>
public sealed class MemoryBackend : IModuleBackend
{
    private readonly Lock _lock = new();
    private readonly List<Action<BackendEvent>> _handlers = [];
    private readonly ConcurrentDictionary<string, ImmutableSortedDictionary<string, HealthCheck>> _checks = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DocumentSet Documents { get; } = new();

    public ConcurrentQueue<ClusterLogEntry> ClusterLog { get; } = new();

    public ConcurrentQueue<(CommandTarget Target, JsonObject Command)> Sent { get; } = new();

    public ConcurrentDictionary<string, ProgressEvent> Progress { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Uris { get; } = new(StringComparer.Ordinal);

    public ImmutableArray<ModuleReport> Reported { get; private set; } = [];

    public Func<CommandTarget, JsonObject, CommandResult> Answer { get; set; } = static (_, _) => CommandResult.Success("");

    public Dictionary<DaemonKey, DaemonState> DaemonStates { get; } = [];

    public ClusterIdentity Identity { get; } = new(
        "x", Guid.Parse("d82751f8-43cf-445d-95af-fd428f48bbaa"), "ceph version 16.2.15 (618f440892089921c3e944a991122ddc44e60516) pacific (stable)", "pacific");

    public IReadOnlyCollection<DaemonState> Daemons => DaemonStates.Values;

    public long CountersVersion { get; set; } = 1;

    public ImmutableSortedSet<string> EnabledModules { get; private set; } = [];

    public ImmutableSortedDictionary<string, string> Options { get; private set; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableSortedDictionary<string, string> Store { get; private set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>All checks, whoever raised them.</summary>
    public IReadOnlyDictionary<string, HealthCheck> Checks =>
        _checks.Values.SelectMany(checks => checks).ToDictionary(check => check.Key, check => check.Value, StringComparer.Ordinal);

    public Document? FindDocument(string name) => Documents.Find(name);

    public DaemonState? FindDaemon(DaemonKey key) => DaemonStates.GetValueOrDefault(key);

    public JsonNode? FindCephOption(string name) => name == "osd_pool_default_size" ? JsonValue.Create(3) : null;

    public IDisposable Subscribe(Action<BackendEvent> handler)
    {
        lock (_lock)
        {
            _handlers.Add(handler);
        }

        return new Subscription(() => _handlers.Remove(handler));
    }

    public void Enable(params string[] modules) => SetEnabled(EnabledModules.Union(modules));

    public void Disable(params string[] modules) => SetEnabled(EnabledModules.Except(modules));

    /// <summary>Publishes a document and notifies it when it is new.</summary>
    public void Publish(string name, string json)
    {
        if (Documents.Publish(name, System.Text.Encoding.UTF8.GetBytes(json)))
        {
            Raise(new BackendEvent.Notified(name, JsonValue.Create("")!, Documents.Find(name)!.Version));
        }
    }

    public void Raise(BackendEvent happened)
    {
        lock (_lock)
        {
            foreach (var handler in _handlers)
            {
                handler(happened);
            }
        }

        Touch();
    }

    public Task SetOptionAsync(string key, string? value, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Options = value is null ? Options.Remove(key) : Options.SetItem(key, value);
        }

        Raise(new BackendEvent.OptionsChanged([key]));
        return Task.CompletedTask;
    }

    public Task SetStoreAsync(string key, string? value, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Store = value is null ? Store.Remove(key) : Store.SetItem(key, value);
        }

        Raise(new BackendEvent.StoreChanged([key]));
        return Task.CompletedTask;
    }

    public Task<CommandResult> SendCommandAsync(
        CommandTarget target, JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        Sent.Enqueue((target, command));
        return Task.FromResult(Answer(target, command));
    }

    public void SetHealthChecks(string owner, ImmutableSortedDictionary<string, HealthCheck> checks)
    {
        _checks[owner] = checks;
        Touch();
    }

    public void UpdateProgress(ProgressEvent progress)
    {
        Progress[progress.Id] = progress;
        Touch();
    }

    public void CompleteProgress(string id)
    {
        Progress.TryRemove(id, out _);
        Touch();
    }

    public void ClearProgress(string owner)
    {
        foreach (var (id, progress) in Progress)
        {
            if (progress.Owner == owner)
            {
                Progress.TryRemove(id, out _);
            }
        }
    }

    public void WriteClusterLog(ClusterLogEntry entry)
    {
        ClusterLog.Enqueue(entry);
        Touch();
    }

    public void SetServiceUri(string module, string? uri)
    {
        if (uri is null)
        {
            Uris.TryRemove(module, out _);
        }
        else
        {
            Uris[module] = uri;
        }

        Touch();
    }

    public void ReportModules(ImmutableArray<ModuleReport> modules)
    {
        Reported = modules;
        Touch();
    }

    /// <summary>Waits until something that the host did makes <paramref name="condition"/> true.</summary>
    public async Task UntilAsync(Func<MemoryBackend, bool> condition, string what, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (condition(this))
            {
                return;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"after {patience.TotalSeconds:0} s still not: {what}");
            }
        }
    }

    private void SetEnabled(ImmutableSortedSet<string> modules)
    {
        EnabledModules = modules;
        Raise(new BackendEvent.ModulesChanged());
    }

    private void Touch() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
