using MgrPlatform.Consensus;

namespace MgrPlatform.Simulation;

/// <summary>What became of a seed.</summary>
/// <param name="Violation">Null when every promise was kept.</param>
/// <param name="Hash">Over all that happened; the same each time the seed is run.</param>
public sealed record SeedReport(
    ulong Seed,
    string? Violation,
    ulong Hash,
    TimeSpan VirtualTime,
    long Events,
    int Faults,
    long Operations,
    long Commits,
    IReadOnlySet<Failpoint> Failpoints,
    IReadOnlyDictionary<string, int> FaultKinds);
