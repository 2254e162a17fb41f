using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.Client.Managers;

/// <summary>A daemon's state at one moment.</summary>
public sealed record DaemonReport
{
    /// <summary>All counters, in any order; each path once.</summary>
    public IReadOnlyList<(PerfCounterType Type, PerfCounterValue Value)> Counters { get; init; } = [];

    /// <summary>Of a service daemon, when it has changed.</summary>
    public OrderedDictionary<string, string>? Status { get; init; }

    public OrderedDictionary<string, string>? TaskStatus { get; init; }

    public IReadOnlyList<DaemonHealthMetric> HealthMetrics { get; init; } = [];

    public IReadOnlyList<PerfMetricReport> OsdMetrics { get; init; } = [];

    public MetricReports? Metrics { get; init; }

    /// <summary>An OSD's placement groups; null for all others.</summary>
    public MPGStats? PgStats { get; init; }
}
