using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Manager.Daemons;

/// <summary>
/// The last readings of all counters of one daemon: the newest as numbers, the older ones as differences. Not for several threads.
/// </summary>
/// <param name="capacity">Readings kept; Ceph keeps 20.</param>
internal sealed class CounterHistory(int capacity = CounterHistory.CephCapacity)
{
    public const int CephCapacity = 20;

    private readonly double[] _times = new double[capacity];
    private readonly byte[][] _deltas = new byte[capacity][]; // At a reading's place how it differs from the one before it.
    private ulong[] _latest = [];
    private long[]? _since; // By counter the first reading that has it; null: all readings have all.
    private long _readings;

    public CounterLayout Layout { get; private set; } = CounterLayout.Empty;

    /// <summary>Readings that are kept.</summary>
    public int Count => (int)Math.Min(_readings, capacity);

    public void Add(double time, CounterLayout layout, ReadOnlySpan<ulong> values)
    {
        if (!ReferenceEquals(layout, Layout))
        {
            Rearrange(layout);
        }

        var place = (int)(_readings % capacity);
        _times[place] = time;
        _deltas[place] = _readings == 0 ? [] : CounterDelta.Encode(_latest, values);
        values.CopyTo(_latest);
        _readings++;
    }

    /// <summary>The newest reading of a counter, or null when it was declared after it.</summary>
    public CounterSample? Latest(int counter) => SamplesOf(counter) == 0 ? null : Sample(counter, _readings - 1, _latest);

    /// <summary>Oldest first.</summary>
    public CounterSample[] Samples(int counter)
    {
        var samples = new CounterSample[SamplesOf(counter)];
        var values = (ulong[])_latest.Clone();
        for (var i = samples.Length - 1; i >= 0; i--)
        {
            var reading = _readings - samples.Length + i;
            samples[i] = Sample(counter, reading, values);
            if (i > 0)
            {
                CounterDelta.StepBack(_deltas[reading % capacity], values);
            }
        }

        return samples;
    }

    private int SamplesOf(int counter) => (int)Math.Min(Count, _readings - (_since?[counter] ?? 0));

    private CounterSample Sample(int counter, long reading, ulong[] values)
    {
        var offset = Layout.OffsetOf(counter);
        return new CounterSample(
            _times[reading % capacity], values[offset], Layout.Schemas[counter].IsAverage ? values[offset + 1] : 0);
    }

    /// <summary>Another declaration: what both have keeps its readings. Rare, so it may cost.</summary>
    private void Rearrange(CounterLayout layout)
    {
        var since = new long[layout.Schemas.Length];
        var sources = new int[layout.ValueCount];
        Array.Fill(sources, -1);
        for (var i = 0; i < since.Length; i++)
        {
            var known = Layout.IndexOf(layout.Schemas[i].Path);
            var isSame = known >= 0 && Layout.Schemas[known].IsAverage == layout.Schemas[i].IsAverage;
            since[i] = isSame ? _since?[known] ?? 0 : _readings;
            for (var word = 0; isSame && word < (layout.Schemas[i].IsAverage ? 2 : 1); word++)
            {
                sources[layout.OffsetOf(i) + word] = Layout.OffsetOf(known) + word;
            }
        }

        RearrangeValues(sources);
        Layout = layout;
        _since = Array.TrueForAll(since, static reading => reading == 0) ? null : since;
    }

    private void RearrangeValues(int[] sources)
    {
        var values = _latest;
        var newer = Pick(values, sources);
        _latest = newer;
        for (var reading = _readings - 1; reading > _readings - Count; reading--)
        {
            ref var delta = ref _deltas[reading % capacity];
            values = (ulong[])values.Clone();
            CounterDelta.StepBack(delta, values);
            var older = Pick(values, sources);
            delta = CounterDelta.Encode(older, newer);
            newer = older;
        }
    }

    private static ulong[] Pick(ulong[] values, int[] sources) => Array.ConvertAll(sources, source => source < 0 ? 0 : values[source]);
}
