using System.Collections;
using System.Diagnostics.CodeAnalysis;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Manager.Daemons;

/// <summary>A daemon's counters as modules see them: made when they are read, and always as they are now.</summary>
internal sealed class CounterView(DaemonRecord record) : IReadOnlyDictionary<string, PerfCounter>
{
    public int Count => record.Layout.Schemas.Length;

    public IEnumerable<string> Keys => record.Layout.Schemas.Select(static schema => schema.Path);

    public IEnumerable<PerfCounter> Values
    {
        get
        {
            var layout = record.Layout;
            for (var i = 0; i < layout.Schemas.Length; i++)
            {
                yield return new Counter(record, layout, i);
            }
        }
    }

    public PerfCounter this[string key] =>
        TryGetValue(key, out var counter) ? counter : throw new KeyNotFoundException($"{record.Key} has no counter '{key}'");

    public bool ContainsKey(string key) => record.Layout.IndexOf(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out PerfCounter value)
    {
        var layout = record.Layout;
        var index = layout.IndexOf(key);
        value = index < 0 ? null : new Counter(record, layout, index);
        return index >= 0;
    }

    public IEnumerator<KeyValuePair<string, PerfCounter>> GetEnumerator() =>
        Values.Select(static counter => KeyValuePair.Create(counter.Schema.Path, counter)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Counter(DaemonRecord record, CounterLayout layout, int index) : PerfCounter(layout.Schemas[index])
    {
        public override CounterSample[] Samples() => record.Samples(layout, index);

        public override CounterSample? Latest() => record.Latest(layout, index);
    }
}
