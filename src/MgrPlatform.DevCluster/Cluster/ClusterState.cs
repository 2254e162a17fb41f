using System.Collections.Immutable;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>All that is true of the cluster at one instant. Immutable: every document and every answer is a function of it.</summary>
internal sealed record ClusterState
{
    private const int LogLines = 200;

    public required OsdMap OsdMap { get; init; }

    public required PgMap PgMap { get; init; }

    public required MinorMaps Maps { get; init; }

    public required HealthReport Health { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Digests so far.</summary>
    public long Digests { get; init; }

    /// <summary>Health checks of the modules, by module.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, HealthCheck>> ModuleChecks { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, HealthCheck>>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, ProgressEntry> Progress { get; init; } =
        ImmutableSortedDictionary.Create<string, ProgressEntry>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, string> ServiceUris { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public ImmutableArray<ModuleReport> Modules { get; init; } = [];

    public required ImmutableSortedSet<string> EnabledModules { get; init; }

    public required ImmutableSortedDictionary<string, string> Options { get; init; }

    public required ImmutableSortedDictionary<string, string> Store { get; init; }

    /// <summary>Options of Ceph itself that an operator set: <c>&lt;who&gt;/&lt;name&gt;</c>.</summary>
    public required ImmutableSortedDictionary<string, string> Config { get; init; }

    /// <summary>The last lines of the cluster log.</summary>
    public ImmutableList<LogLine> Log { get; init; } = [];

    public Recording.Scene Scene => OsdMap.Scene;

    public ClusterState Logged(string name, string rank, string channel, string priority, string message)
    {
        var line = new LogLine((Log.IsEmpty ? 0 : Log[^1].Seq) + 1, Now, name, rank, channel, priority, message);
        return this with { Log = (Log.Count < LogLines ? Log : Log.RemoveAt(0)).Add(line) };
    }

    /// <summary>A line of the leading monitor.</summary>
    public ClusterState Logged(string priority, string message) => Logged("mon.a", "mon.0", "cluster", priority, message);

    /// <summary>The same with a new epoch of the OSD map; statistics follow.</summary>
    public ClusterState With(OsdMap osdMap) => this with { OsdMap = osdMap, PgMap = PgMap.On(osdMap, Now) };

    /// <summary>The same with what operators changed; makes an epoch.</summary>
    public ClusterState With(OsdMapChanges changes) => With(OsdMap.Next(changes, Now));
}
