using MgrPlatform.Monitor.Services.Osd.Crush;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>Who says of which OSD that it does not answer, and when that is enough to mark it down. Known by the leader only.</summary>
internal sealed class OsdFailures(Func<OsdMapOptions> current)
{
    private readonly SortedDictionary<int, SortedDictionary<int, TimeSpan>> _reports = [];

    /// <summary>The OSDs of which someone reports a failure.</summary>
    public IReadOnlyCollection<int> Suspects => _reports.Keys;

    /// <param name="since">When the target was last heard, on the monitor's steady clock.</param>
    public void Report(int target, int reporter, TimeSpan since)
    {
        if (!_reports.TryGetValue(target, out var reports))
        {
            _reports[target] = reports = [];
        }

        reports.TryAdd(reporter, since);
    }

    /// <summary>The reporter has heard it again.</summary>
    public void Withdraw(int target, int reporter)
    {
        if (_reports.TryGetValue(target, out var reports) && reports.Remove(reporter) && reports.Count == 0)
        {
            _reports.Remove(target);
        }
    }

    public void Forget(int target) => _reports.Remove(target);

    public void Clear() => _reports.Clear();

    /// <summary>What reporters said that are no longer up does not count.</summary>
    public void ForgetReporters(Func<int, bool> isUp)
    {
        foreach (var target in _reports.Keys.ToList())
        {
            foreach (var reporter in _reports[target].Keys.Where(reporter => !isUp(reporter)).ToList())
            {
                Withdraw(target, reporter);
            }
        }
    }

    /// <summary>Whether reporters from enough places say so for long enough. The youngest report counts.</summary>
    public bool IsFailed(PendingOsdMap map, int target, TimeSpan now)
    {
        if (!_reports.TryGetValue(target, out var reports))
        {
            return false;
        }

        var options = current();
        var places = reports.Keys.Select(reporter => PlaceOf(map, reporter, options)).Distinct(StringComparer.Ordinal).Count();
        var failedFor = now - reports.Values.Max();
        return places >= options.MinDownReporters && failedFor >= GraceOf(map, target, failedFor, reports.Keys, options);
    }

    private static string PlaceOf(PendingOsdMap map, int osd, OsdMapOptions options)
    {
        var crush = map.Crush;
        var place = crush.AncestorsOf(osd).FirstOrDefault(
            bucket => crush.TypeNames.GetValueOrDefault(bucket.Type) == options.ReporterSubtreeLevel);
        return place is null ? $"osd.{osd}" : crush.ItemNames.GetValueOrDefault(place.Id, "");
    }

    // An OSD that was marked down before and came back soon was only slow: it gets longer. So does one that slow OSDs accuse.
    private static TimeSpan GraceOf(
        PendingOsdMap map, int target, TimeSpan failedFor, SortedDictionary<int, TimeSpan>.KeyCollection reporters, OsdMapOptions options)
    {
        var decay = Math.Exp(failedFor.TotalSeconds * Math.Log(0.5) / options.LaggyHalfLife.TotalSeconds);
        var own = decay * Lagginess(map, target);
        var peers = decay * reporters.Average(reporter => Lagginess(map, reporter));
        return options.HeartbeatGrace + TimeSpan.FromSeconds(own + peers);
    }

    private static double Lagginess(PendingOsdMap map, int osd)
    {
        var info = map.ExtraInfoOf(osd);
        return info.LaggyInterval * (info.LaggyProbability / (double)uint.MaxValue);
    }
}
