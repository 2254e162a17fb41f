using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Backend;

/// <summary>
/// All that the module host knows of a cluster. The recorded cluster of <c>mgrp module dev</c> implements it,
/// and so does the manager daemon; the host cannot tell them apart.
/// Reads are snapshots, safe from any thread and cheap; writes complete when they are durable.
/// </summary>
public interface IModuleBackend
{
    ClusterIdentity Identity { get; }

    /// <summary>The current version of a document (<c>osd_map</c>, <c>health</c> …), or null when there is none of that name.</summary>
    Document? FindDocument(string name);

    /// <summary>Calls <paramref name="handler"/> for every event from now on, in order, on the backend's own thread: it must only hand over.</summary>
    IDisposable Subscribe(Action<BackendEvent> handler);

    /// <summary>Every daemon that has reported, with metadata and counters.</summary>
    IReadOnlyCollection<DaemonState> Daemons { get; }

    DaemonState? FindDaemon(DaemonKey key);

    /// <summary>Changes whenever counters of any daemon change; what <c>get_counters</c> compares.</summary>
    long CountersVersion { get; }

    /// <summary>Names of the modules that the cluster wants running, always-on ones included.</summary>
    ImmutableSortedSet<string> EnabledModules { get; }

    /// <summary>Stored module options, full keys: <c>mgr/&lt;module&gt;/&lt;name&gt;</c>.</summary>
    ImmutableSortedDictionary<string, string> Options { get; }

    /// <summary>The modules' key-value pairs, full keys: <c>mgr/&lt;module&gt;/&lt;key&gt;</c>.</summary>
    ImmutableSortedDictionary<string, string> Store { get; }

    /// <summary>A configuration option of Ceph itself as this manager sees it, or null when there is none of that name.</summary>
    JsonNode? FindCephOption(string name);

    /// <summary>Stores or (null) removes an option. Completes when it is durable; the change comes back as <see cref="BackendEvent.OptionsChanged"/>.</summary>
    Task SetOptionAsync(string key, string? value, CancellationToken cancellationToken);

    /// <summary>Stores or (null) removes a key. Completes when it is durable; the change comes back as <see cref="BackendEvent.StoreChanged"/>.</summary>
    Task SetStoreAsync(string key, string? value, CancellationToken cancellationToken);

    /// <summary>Sends a command to a monitor, a daemon or a manager of the cluster.</summary>
    Task<CommandResult> SendCommandAsync(
        CommandTarget target, JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken);

    /// <summary>Replaces the checks that <paramref name="owner"/> (a module's name, or empty for the host itself) raises.</summary>
    void SetHealthChecks(string owner, ImmutableSortedDictionary<string, HealthCheck> checks);

    void UpdateProgress(ProgressEvent progress);

    void CompleteProgress(string id);

    /// <summary>Removes every event of <paramref name="owner"/>.</summary>
    void ClearProgress(string owner);

    void WriteClusterLog(ClusterLogEntry entry);

    /// <summary>Publishes (null: withdraws) where a module answers; shown by <c>mgr services</c>.</summary>
    void SetServiceUri(string module, string? uri);

    /// <summary>Tells the cluster what modules there are; the whole list each time.</summary>
    void ReportModules(ImmutableArray<ModuleReport> modules);
}
