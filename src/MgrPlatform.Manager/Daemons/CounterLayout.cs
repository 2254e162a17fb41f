using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.Manager.Daemons;

/// <summary>
/// The counters that a daemon declares, in the order of their paths, and where their values stand. Shared by all daemons that declare the
/// same.
/// </summary>
internal sealed class CounterLayout
{
    public static readonly CounterLayout Empty = new([]);

    private readonly PerfCounterKind[] _kinds;
    private readonly int[] _offsets;

    public CounterLayout(CounterSchema[] schemas)
    {
        Schemas = schemas;
        _kinds = new PerfCounterKind[schemas.Length];
        _offsets = new int[schemas.Length];
        for (var i = 0; i < schemas.Length; i++)
        {
            _kinds[i] = (PerfCounterKind)schemas[i].Type;
            _offsets[i] = ValueCount;
            ValueCount += schemas[i].IsAverage ? 2 : 1;
        }
    }

    public CounterSchema[] Schemas { get; }

    public ReadOnlySpan<PerfCounterKind> Kinds => _kinds;

    /// <summary>How many numbers all counters take: an average takes two.</summary>
    public int ValueCount { get; }

    public int OffsetOf(int counter) => _offsets[counter];

    /// <summary>The place of a counter, or -1.</summary>
    public int IndexOf(string path)
    {
        var (low, high) = (0, Schemas.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(Schemas[middle].Path, path);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
