using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MgrPlatform.DevCluster.Monitor;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>
/// A cluster for modules without a cluster: plays a recording of a real one, takes the monitors' commands, and keeps
/// options, keys and the enabled modules beyond a restart. Every change passes through one loop.
/// </summary>
public sealed partial class RecordedCluster : IModuleBackend, IAsyncDisposable
{
    /// <summary>A writer waits when so many changes are ahead of it.</summary>
    private const int QueueLength = 4096;

    /// <summary>So many changes share one flush to the disk.</summary>
    private const int BatchLength = 512;

    private static readonly string[] DefaultModules = ["fsstatus", "rest", "webhook"];

    private readonly Channel<ClusterInput> _inputs = Channel.CreateBounded<ClusterInput>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true });

    private readonly RecordedClusterOptions _options;
    private readonly ILogger _logger;
    private readonly ClusterStore _store;
    private readonly CephConfig _config;
    private readonly ClusterMachine _machine;
    private readonly ClusterWords _words;
    private readonly ITimer _timer;
    private readonly Task _loop;
    private ImmutableArray<Action<BackendEvent>> _handlers = [];

    /// <exception cref="ArgumentException">An option says something that there is not; the message says what there is.</exception>
    public RecordedCluster(RecordedClusterOptions options, ILogger<RecordedCluster> logger)
    {
        _options = options;
        _logger = logger;
        var layout = new OsdLayout(options.Osds);
        var moment = options.Moment is null ? RecordedMoment.Healthy : RecordedMoment.Find(options.Moment)
            ?? throw new ArgumentException($"There is no moment '{options.Moment}'. Choose one of {string.Join(", ", RecordedMoment.All)}.", nameof(options));
        var recorded = Guid.Parse(RecordedFiles.Json(moment.Name, "osd_dump")["fsid"]!.GetValue<string>());
        _store = new ClusterStore(options.Directory);
        if (_store.IsNew())
        {
            _store.Save([.. DefaultModules.Select(module => new StoredValue(StoredKind.Module, module, ""))]);
        }

        Identity = new ClusterIdentity(
            options.ManagerId, _store.Identity(recorded), "ceph version 16.2.15 (618f440892089921c3e944a991122ddc44e60516) pacific (stable)", "pacific");
        _config = new CephConfig(Path.GetFullPath(options.Directory), options.ManagerId, Identity.Fsid);
        var stored = Enum.GetValues<StoredKind>()
            .SelectMany(kind => _store.Load(kind).Select(pair => new StoredValue(kind, pair.Key, pair.Value)));
        _machine = new ClusterMachine(
            layout, moment, options.Moment is not null, options.MomentDuration, options.Time.GetUtcNow(), _config, options.ManagerId, [.. stored]);
        _words = new ClusterWords(_machine, _config, Identity);
        _loop = Task.Run(RunAsync);
        _timer = options.Time.CreateTimer(static cluster => ((RecordedCluster)cluster!).Tick(), this, Story.ReportPeriod, Story.ReportPeriod);
    }

    public ClusterIdentity Identity { get; }

    /// <summary>The words that the cluster's monitors and daemons answer.</summary>
    public IReadOnlyList<CommandDeclaration> Commands => _words.Declarations;

    /// <summary>The moment that is shown.</summary>
    public RecordedMoment Moment => _machine.State.Scene.Moment;

    public IReadOnlyCollection<DaemonState> Daemons => _machine.Daemons.All;

    public long CountersVersion => _machine.Timeline.Version;

    public ImmutableSortedSet<string> EnabledModules => _machine.State.EnabledModules;

    public ImmutableSortedDictionary<string, string> Options => _machine.State.Options;

    public ImmutableSortedDictionary<string, string> Store => _machine.State.Store;

    public Document? FindDocument(string name) => _machine.FindDocument(name);

    public DaemonState? FindDaemon(DaemonKey key) => _machine.Daemons.Find(key);

    public JsonNode? FindCephOption(string name) => _config.Typed(_machine.State.Config, name);

    public IDisposable Subscribe(Action<BackendEvent> handler)
    {
        ImmutableInterlocked.Update(ref _handlers, static (handlers, added) => handlers.Add(added), handler);
        return new Subscription(this, handler);
    }

    public Task SetOptionAsync(string key, string? value, CancellationToken cancellationToken) =>
        SaveAsync(new StoredValue(StoredKind.Option, key, value), cancellationToken);

    public Task SetStoreAsync(string key, string? value, CancellationToken cancellationToken) =>
        SaveAsync(new StoredValue(StoredKind.Key, key, value), cancellationToken);

    public async Task<CommandResult> SendCommandAsync(
        CommandTarget target, JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var call = _words.Prepare(target, command, input, out var refusal);
        if (call is null)
        {
            return refusal!;
        }

        if (!call.Word.IsWrite)
        {
            // A read is of the state as it is now, and keeps nobody waiting.
            return await Task.Run(() => call.Run(_machine.State).Result!, cancellationToken);
        }

        var step = await PostAsync(call.Run, cancellationToken);
        return step.Result!;
    }

    public void SetHealthChecks(string owner, ImmutableSortedDictionary<string, HealthCheck> checks) =>
        Post(state => new ClusterStep(HasChecks(state, owner, checks)
            ? state
            : state with
            {
                ModuleChecks = checks.IsEmpty ? state.ModuleChecks.Remove(owner) : state.ModuleChecks.SetItem(owner, checks),
            }));

    public void UpdateProgress(ProgressEvent progress) => Post(state => new ClusterStep(state with
    {
        Progress = state.Progress.SetItem(
            progress.Id, new ProgressEntry(progress, state.Progress.GetValueOrDefault(progress.Id)?.Started ?? state.Now)),
    }));

    public void CompleteProgress(string id) =>
        Post(state => new ClusterStep(state with { Progress = state.Progress.Remove(id) }));

    public void ClearProgress(string owner) => Post(state => new ClusterStep(state with
    {
        Progress = state.Progress.RemoveRange(state.Progress.Where(entry => entry.Value.Event.Owner == owner).Select(entry => entry.Key)),
    }));

    public void WriteClusterLog(ClusterLogEntry entry) => Post(state => new ClusterStep(
        state.Logged($"mgr.{Identity.ManagerId}", "mgr.4275", entry.Channel, LogLine.PriorityOf(entry.Level), entry.Message)));

    public void SetServiceUri(string module, string? uri) => Post(state => new ClusterStep(state with
    {
        ServiceUris = uri is null ? state.ServiceUris.Remove(module) : state.ServiceUris.SetItem(module, uri),
    }));

    public void ReportModules(ImmutableArray<ModuleReport> modules) =>
        Post(state => new ClusterStep(state with { Modules = modules }));

    /// <summary>Ends the loop after what was asked for is done.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        _inputs.Writer.TryComplete();
        await _loop;
        _store.Dispose();
    }

    private static bool HasChecks(ClusterState state, string owner, ImmutableSortedDictionary<string, HealthCheck> checks)
    {
        var present = state.ModuleChecks.GetValueOrDefault(owner) ?? ImmutableSortedDictionary<string, HealthCheck>.Empty;
        return present.Count == checks.Count
            && checks.All(check => present.TryGetValue(check.Key, out var its) && HealthReport.Same(check.Value, its));
    }

    private async Task SaveAsync(StoredValue value, CancellationToken cancellationToken) =>
        await PostAsync(state => new ClusterStep(state, [value]), cancellationToken);

    private async Task<ClusterStep> PostAsync(Func<ClusterState, ClusterStep> change, CancellationToken cancellationToken)
    {
        var input = new ClusterInput(change);
        await _inputs.Writer.WriteAsync(input, cancellationToken);

        // Once it is in the queue it will be done: to give up waiting would leave the caller wrong about that.
        return await input.Done;
    }

    private void Post(Func<ClusterState, ClusterStep> change)
    {
        var input = new ClusterInput(change);
        var spin = default(SpinWait);
        while (!_inputs.Writer.TryWrite(input))
        {
            if (_loop.IsCompleted)
            {
                return; // Nobody is left to be told.
            }

            spin.SpinOnce();
        }
    }

    // A tick that finds the queue full is left out: the next one makes up for it.
    private void Tick() => _inputs.Writer.TryWrite(ClusterInput.Tick);

    private async Task RunAsync()
    {
        List<ClusterInput> batch = [];
        while (await _inputs.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchLength && _inputs.Reader.TryRead(out var input))
            {
                batch.Add(input);
            }

            Tell(_machine.Advance(_options.Time.GetUtcNow()));
            Process(batch);
        }
    }

    /// <summary>Every input sees what those before it made; one flush keeps them all, and only then is anybody told.</summary>
    private void Process(List<ClusterInput> batch)
    {
        var state = _machine.State with { Now = _options.Time.GetUtcNow() };
        List<(ClusterInput Input, ClusterStep Step)> steps = [];
        foreach (var input in batch.Where(input => input != ClusterInput.Tick))
        {
            try
            {
                var step = ClusterMachine.Settle(state, input.Change(state));
                state = step.State;
                steps.Add((input, step));
            }
            catch (Exception fault)
            {
                // One policy for a fault in a word: its caller hears of it, the cluster goes on.
                InputFailed(_logger, fault);
                input.Fail(fault);
            }
        }

        try
        {
            _store.Save([.. steps.SelectMany(step => step.Step.Stored)]);
        }
        catch (Microsoft.Data.Sqlite.SqliteException fault)
        {
            NotStored(_logger, fault, _options.Directory);
            steps.ForEach(step => step.Input.Fail(fault));
            return;
        }

        foreach (var (input, step) in steps)
        {
            Tell(_machine.Apply(step));
            input.Complete(step);
        }
    }

    private void Tell(List<BackendEvent> events)
    {
        foreach (var backendEvent in events)
        {
            foreach (var handler in _handlers)
            {
                try
                {
                    handler(backendEvent);
                }
                catch (Exception fault)
                {
                    // A listener's fault is not the cluster's.
                    HandlerFailed(_logger, fault);
                }
            }
        }
    }

    private sealed class Subscription(RecordedCluster cluster, Action<BackendEvent> handler) : IDisposable
    {
        public void Dispose() =>
            ImmutableInterlocked.Update(ref cluster._handlers, static (handlers, removed) => handlers.Remove(removed), handler);
    }
}
