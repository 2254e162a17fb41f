using MgrPlatform.DevCluster.Recording;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>
/// The three moments in turn, for ever, with reports and digests between them. A pure machine: it is told the time and
/// gives out what is due, in order.
/// </summary>
internal sealed class Story(DateTimeOffset start, RecordedMoment first, bool isHeld, TimeSpan momentDuration)
{
    public static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan DigestPeriod = TimeSpan.FromSeconds(5);

    private const double HeldFraction = 0.876;

    /// <summary>After a longer pause (the machine slept) the story goes on from now and does not catch up.</summary>
    private static readonly TimeSpan LongestCatchUp = TimeSpan.FromMinutes(1);

    private DateTimeOffset _nextReport = start + ReportPeriod;
    private DateTimeOffset _nextDigest = start + DigestPeriod;
    private DateTimeOffset _nextMoment = isHeld ? DateTimeOffset.MaxValue : start + momentDuration;

    public RecordedMoment Moment { get; private set; } = first;

    public DateTimeOffset Entered { get; private set; } = start;

    /// <summary>How much of the moment has been shown, from 0 to 1; a held one stays where the recording was.</summary>
    public double Fraction(DateTimeOffset now) => isHeld ? HeldFraction : Math.Clamp((now - Entered) / momentDuration, 0, 1);

    public IEnumerable<StoryEvent> Advance(DateTimeOffset now)
    {
        if (now - _nextReport > LongestCatchUp)
        {
            _nextReport = now;
            _nextDigest = now;
            _nextMoment = isHeld ? _nextMoment : now;
        }

        while (true)
        {
            if (_nextMoment <= now && _nextMoment <= _nextReport && _nextMoment <= _nextDigest)
            {
                // First the moment: the report of the same instant shows the new speed.
                (Moment, Entered) = (Moment.Next, _nextMoment);
                _nextMoment += momentDuration;
                yield return new StoryEvent.Entered(Entered, Moment);
            }
            else if (_nextReport <= now && _nextReport <= _nextDigest)
            {
                var due = _nextReport;
                _nextReport += ReportPeriod;
                yield return new StoryEvent.Reported(due);
            }
            else if (_nextDigest <= now)
            {
                var due = _nextDigest;
                _nextDigest += DigestPeriod;
                yield return new StoryEvent.Digested(due);
            }
            else
            {
                yield break;
            }
        }
    }
}
