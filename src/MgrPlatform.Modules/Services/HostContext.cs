using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.Modules.Logs;
using MgrPlatform.Modules.Options;
using MgrPlatform.Modules.Runtimes;
using MgrPlatform.PluginSdk;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.Services;

/// <summary>What the agents of one host have in common. Safe from any thread.</summary>
internal sealed partial class HostContext(
    ModuleHostOptions options, IModuleBackend backend, TimeProvider time, ILoggerFactory loggers, DocumentFiles documents) : IDisposable
{
    private const int MostCounterViews = 32;
    private readonly long _started = time.GetTimestamp();
    private readonly Lock _tableLock = new();
    private readonly ConcurrentDictionary<string, ImmutableList<IRunner>> _candidates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _progress = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long Source, Document Document)> _counters = new(StringComparer.Ordinal);
    private CommandTable _table = CommandTable.Empty;
    private long _lastCountersVersion;

    public ModuleHostOptions Options { get; } = options;

    public IModuleBackend Backend { get; } = backend;

    public TimeProvider Time { get; } = time;

    public ILoggerFactory Loggers { get; } = loggers;

    public ILogger Logger { get; } = loggers.CreateLogger("MgrPlatform.Modules");

    public DocumentFiles Documents { get; } = documents;

    public DocumentHistory History { get; } = new();

    public CallerSessions Sessions { get; } = new();

    public SemaphoreSlim StartGate { get; } = new(options.ParallelStarts);

    public ModuleLogFiles LogFiles { get; } = new(options.LogDirectory, backend.Identity.ManagerId);

    /// <summary>The host's own commands and those of all modules.</summary>
    public CommandTable Table => Volatile.Read(ref _table);

    public required Func<string, ModuleAgent?> FindModule { get; init; }

    public required Func<CommandRequest, CancellationToken, Task<CommandResult>> ExecuteAsync { get; init; }

    public required Action<BackendEvent.Notified> Notify { get; init; }

    public required Action<ModuleAgent> OnModuleChanged { get; init; }

    public required Func<Plugin, IRuntime> RuntimeFor { get; init; }

    /// <summary>Time since the host was created; what the machines reckon with.</summary>
    public TimeSpan Clock() => Time.GetElapsedTime(_started);

    /// <summary>Modules act for the manager: what they may send is what their manifest allows.</summary>
    public CommandCaller CallerFor(string module) => new($"mgr.{Backend.Identity.ManagerId}.{module}", static _ => true);

    public void SetOwnCommands(IEnumerable<CommandDeclaration> commands)
    {
        lock (_tableLock)
        {
            Volatile.Write(ref _table, _table.With(CommandTable.HostOwner, commands).Table);
        }
    }

    public void SwitchCommands(ModuleAgent agent, ModuleDeclarations declarations)
    {
        CommandTableChange change;
        lock (_tableLock)
        {
            change = _table.With(agent.Name, declarations.Commands);
            Volatile.Write(ref _table, change.Table);
        }

        foreach (var refusal in change.Refusals)
        {
            agent.Log.Write(LogLevel.Error, "host", refusal.Reason);
            agent.Account.SetLastError(refusal.Reason, Time.GetUtcNow());
            CommandRefused(Logger, agent.Name, refusal.Reason);
        }
    }

    public void WithdrawCommands(ModuleAgent agent)
    {
        lock (_tableLock)
        {
            Volatile.Write(ref _table, _table.Without(agent.Name));
        }
    }

    public IEnumerable<IRunner> Candidates(string module) => _candidates.GetValueOrDefault(module, []);

    public void AddCandidate(string module, IRunner runner) => _candidates.AddOrUpdate(module, [runner], (_, runners) => runners.Add(runner));

    public void RemoveCandidate(string module, IRunner runner) => _candidates.AddOrUpdate(module, [], (_, runners) => runners.Remove(runner));

    public bool TryTrackProgress(string module, string id, int most)
    {
        var ids = _progress.AddOrUpdate(module, [id], (_, ids) => ids.Count < most ? ids.Add(id) : ids);
        return ids.Contains(id);
    }

    /// <summary>The ids are the cluster's: one module must not overwrite or end what another shows.</summary>
    public bool IsProgressOfAnother(string module, string id) => _progress.Any(other => other.Key != module && other.Value.Contains(id));

    /// <summary>Forgets one event, or (null) all of a module.</summary>
    public void ForgetProgress(string module, string? id) => _progress.AddOrUpdate(module, [], (_, ids) => id is null ? [] : ids.Remove(id));

    /// <summary>Takes back what a module told the cluster: it is not there any more to take it back itself.</summary>
    public void ForgetModule(string module)
    {
        Backend.SetHealthChecks(module, ImmutableSortedDictionary<string, HealthCheck>.Empty);
        Backend.ClearProgress(module);
        ForgetProgress(module, null);
        Backend.SetServiceUri(module, null);
    }

    /// <summary>The counters as a document: one serialisation for every reader of the same view and version.</summary>
    public Document CountersDocument(string view, Func<ReadOnlyMemory<byte>> serialize)
    {
        var source = Backend.CountersVersion;
        if (_counters.Count > MostCounterViews)
        {
            _counters.Clear();
        }

        return _counters.AddOrUpdate(
            view,
            key => (source, new Document(key, Interlocked.Increment(ref _lastCountersVersion), serialize)),
            (key, current) => current.Source == source
                ? current
                : (source, new Document(key, Interlocked.Increment(ref _lastCountersVersion), serialize))).Document;
    }

    /// <summary>Validates and stores an option of a module; the change comes back through the backend.</summary>
    public async Task SetOptionAsync(string module, string name, string? value, bool localized, CancellationToken cancellationToken)
    {
        var declared = FindModule(module)?.Current?.Options
            ?? throw new ModuleCallException(-Errno.NotFound, $"module '{module}' is not running, so its options are not known");
        if (value is not null)
        {
            value = declared.Parse(name, value, out var error)?.Text ?? throw new ModuleCallException(-Errno.Invalid, error);
        }

        var prefix = localized ? $"mgr/{module}/{Backend.Identity.ManagerId}/" : $"mgr/{module}/";
        await Backend.SetOptionAsync(prefix + name, value, cancellationToken);
    }

    /// <summary>Writes the params of <c>initialize</c> (plugin-sdk/protocol, 3.1).</summary>
    public void WriteInitialize(Utf8JsonWriter writer, Plugin plugin, string? entry)
    {
        var identity = Backend.Identity;
        writer.WriteNumber("protocol", 1);
        writer.WriteString("module", plugin.Name);
        writer.WriteString("path", plugin.Folder);
        writer.WriteString("entry", entry);
        writer.WriteNull("class");
        writer.WriteString("mgr_id", identity.ManagerId);
        writer.WriteString("fsid", identity.Fsid);
        writer.WriteString("ceph_version", identity.CephVersion);
        writer.WriteString("release", identity.Release);
        WritePairs(writer, "options", Backend.Options, $"mgr/{plugin.Name}/");
        WritePairs(writer, "store", Backend.Store, $"mgr/{plugin.Name}/");
        writer.WriteString("documents", plugin.IsCephPlugin ? "private" : "shared");
        writer.WriteStartObject("limits");
        writer.WriteNumber("message_bytes", Options.Connection.MessageBytes);
        writer.WriteNumber("reply_bytes", Options.Connection.MessageBytes - (64 * 1024));
        writer.WriteNumber("concurrency", plugin.Limits.Concurrency);
        writer.WriteEndObject();
        writer.WriteString("data_dir", PrivateFolder.Ensure(Path.Combine(Options.StateDirectory, "data", plugin.Name)));
    }

    /// <summary>Sends a module's line where its options want it besides the manager's log.</summary>
    public void RouteLogLine(ModuleAgent agent, ModuleLogLine line)
    {
        var prefix = $"mgr/{agent.Name}/";
        if (Backend.Options.GetValueOrDefault(prefix + "log_to_file") == "true")
        {
            LogFiles.Write(agent.Name, line);
        }

        if (Backend.Options.GetValueOrDefault(prefix + "log_to_cluster") == "true"
            && line.Level >= ModuleLogLine.Parse(Backend.Options.GetValueOrDefault(prefix + "log_to_cluster_level", "info")))
        {
            Backend.WriteClusterLog(new ClusterLogEntry("cluster", ModuleLogLine.Name(line.Level) is "critical" or "error" ? "error" : ModuleLogLine.Name(line.Level), $"{agent.Name}: {line.Text}"));
        }
    }

    public void Dispose()
    {
        LogFiles.Dispose();
        StartGate.Dispose();
        Documents.Dispose();
    }

    /// <summary>The pairs below a prefix, without it.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Below(ImmutableSortedDictionary<string, string> pairs, string prefix) =>
        pairs.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(pair => KeyValuePair.Create(pair.Key[prefix.Length..], pair.Value));

    private static void WritePairs(Utf8JsonWriter writer, string name, ImmutableSortedDictionary<string, string> pairs, string prefix)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in Below(pairs, prefix))
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    [LoggerMessage(EventId = 4010, Level = LogLevel.Error, Message = "Module {Module}: a command was refused: {Reason}")]
    private static partial void CommandRefused(ILogger logger, string module, string reason);
}
