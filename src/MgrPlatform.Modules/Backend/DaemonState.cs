using System.Collections.Immutable;

namespace MgrPlatform.Modules.Backend;

/// <summary>What is known of one daemon. An immutable snapshot but for <see cref="Counters"/>, whose series grow.</summary>
/// <param name="Metadata">As the daemon reported it, <c>hostname</c> and <c>ceph_version</c> included.</param>
/// <param name="Status">What a service daemon said of itself; empty for others.</param>
/// <param name="Counters">By path, in the order of the paths.</param>
public sealed record DaemonState(
    DaemonKey Key,
    string Hostname,
    ImmutableSortedDictionary<string, string> Metadata,
    ImmutableSortedDictionary<string, string> Status,
    IReadOnlyDictionary<string, PerfCounter> Counters);
