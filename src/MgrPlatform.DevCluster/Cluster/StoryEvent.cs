using MgrPlatform.DevCluster.Recording;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>What happens next in the story.</summary>
internal abstract record StoryEvent(DateTimeOffset Time)
{
    /// <summary>The daemons report their counters.</summary>
    public sealed record Reported(DateTimeOffset Time) : StoryEvent(Time);

    /// <summary>The monitors send a digest.</summary>
    public sealed record Digested(DateTimeOffset Time) : StoryEvent(Time);

    /// <summary>The cluster looks like another moment now.</summary>
    public sealed record Entered(DateTimeOffset Time, RecordedMoment Moment) : StoryEvent(Time);
}
