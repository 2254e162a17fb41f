using System.Text.Json;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Maps.Service;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Status;

/// <summary>All that <c>ceph status</c> shows, at one moment.</summary>
internal sealed record ClusterStatus
{
    public required Guid Fsid { get; init; }

    public required UTime Now { get; init; }

    /// <summary><c>HEALTH_OK</c>.</summary>
    public required string HealthName { get; init; }

    /// <summary>The summaries of the checks that are not muted.</summary>
    public required IReadOnlyList<string> HealthSummaries { get; init; }

    /// <summary>The codes of those that are.</summary>
    public IReadOnlyList<string> HealthMutes { get; init; } = [];

    /// <summary>Writes the object <c>health</c>.</summary>
    public required Action<Utf8JsonWriter> WriteHealth { get; init; }

    public required uint ElectionEpoch { get; init; }

    public required IReadOnlyList<int> Quorum { get; init; }

    public required IReadOnlyList<string> QuorumNames { get; init; }

    public required TimeSpan QuorumAge { get; init; }

    /// <summary>The names of all monitors, in the order of their ranks.</summary>
    public required IReadOnlyList<string> Monitors { get; init; }

    public required uint MonMapEpoch { get; init; }

    public required string MinMonRelease { get; init; }

    public required MgrMap MgrMap { get; init; }

    public required OsdMap OsdMap { get; init; }

    public required FsMap FsMap { get; init; }

    public required PgMapDigest Digest { get; init; }

    public required ServiceMap Services { get; init; }

    public required IReadOnlyDictionary<string, ProgressEvent> Progress { get; init; }
}
