using System.Collections.Immutable;
using System.Globalization;
using MgrPlatform.Modules.Backend;
using WireProgress = MgrPlatform.Wire.Maps.Health.ProgressEvent;

namespace MgrPlatform.Manager.Backend;

/// <summary>What modules are busy with, as <c>ceph -s</c> shows it. For any thread.</summary>
public sealed class ProgressRegister
{
    private const int BarLength = 28;

    private ImmutableSortedDictionary<string, (ProgressEvent Event, DateTimeOffset Started)> _events =
        ImmutableSortedDictionary.Create<string, (ProgressEvent, DateTimeOffset)>(StringComparer.Ordinal);

    public void Update(ProgressEvent progress, DateTimeOffset now) => ImmutableInterlocked.Update(
        ref _events,
        static (events, change) => events.SetItem(
            change.progress.Id, (change.progress, events.TryGetValue(change.progress.Id, out var known) ? known.Started : change.now)),
        (progress, now));

    public void Complete(string id) => ImmutableInterlocked.Update(ref _events, static (events, id) => events.Remove(id), id);

    public void Clear(string owner) => ImmutableInterlocked.Update(
        ref _events,
        static (events, owner) =>
            events.RemoveRange(events.Where(entry => entry.Value.Event.Owner == owner).Select(static entry => entry.Key)),
        owner);

    /// <summary>As the monitors get them.</summary>
    public IReadOnlyDictionary<string, WireProgress> ToWire(DateTimeOffset now) => _events.ToDictionary(
        static entry => entry.Key,
        entry => new WireProgress(
            Text(entry.Value.Event, now - entry.Value.Started),
            (float)Math.Clamp(entry.Value.Event.Fraction, 0, 1),
            entry.Value.Event.AddToCephStatus),
        StringComparer.Ordinal);

    /// <summary>The monitors print the text as it is: the bar is drawn here. Ceph's own progress module draws its own.</summary>
    private static string Text(ProgressEvent progress, TimeSpan elapsed)
    {
        if (progress.Message.Contains('\n', StringComparison.Ordinal))
        {
            return progress.Message;
        }

        var fraction = Math.Clamp(progress.Fraction, 0, 1);
        var done = (int)(fraction * BarLength);
        var remaining = fraction is > 0 and < 1 ? $" (remaining: {Age(elapsed * ((1 / fraction) - 1))})" : "";
        return $"{progress.Message} ({Age(elapsed)})\n      [{new string('=', done)}{new string('.', BarLength - done)}]{remaining}";
    }

    private static string Age(TimeSpan time) => time.TotalSeconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0}s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0}h"),
    };
}
