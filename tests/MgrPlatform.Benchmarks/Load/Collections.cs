using System.Globalization;

namespace MgrPlatform.Benchmarks.Load;

/// <summary>What collecting garbage has cost this process: how often by generation, and how long nothing else ran.</summary>
internal readonly record struct Collections(int Young, int Middle, int Old, TimeSpan Paused, long Allocated)
{
    private const double MiB = 1024 * 1024;

    public static Collections SoFar => new(
        GC.CollectionCount(0) - GC.CollectionCount(1),
        GC.CollectionCount(1) - GC.CollectionCount(2),
        GC.CollectionCount(2),
        GC.GetTotalPauseDuration(),
        GC.GetTotalAllocatedBytes());

    public static Collections operator -(Collections later, Collections earlier) => new(
        later.Young - earlier.Young,
        later.Middle - earlier.Middle,
        later.Old - earlier.Old,
        later.Paused - earlier.Paused,
        later.Allocated - earlier.Allocated);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"GC {Young}/{Middle}/{Old} times for {Allocated / MiB:0} MiB, {Paused.TotalMilliseconds:0} ms in all");
}
