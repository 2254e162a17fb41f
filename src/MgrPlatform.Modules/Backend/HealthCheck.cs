using System.Collections.Immutable;

namespace MgrPlatform.Modules.Backend;

public enum HealthSeverity
{
    Warning,
    Error,
}

/// <summary>A health check as Ceph shows it; its code is the key under which it is kept.</summary>
public sealed record HealthCheck(HealthSeverity Severity, string Summary, long Count, ImmutableArray<string> Detail);
