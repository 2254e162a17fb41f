namespace MgrPlatform.DevCluster.Cluster;

/// <summary>What a recorded cluster is made of.</summary>
public sealed record RecordedClusterOptions
{
    /// <summary>Where what must survive a restart is kept; made when it is missing.</summary>
    public required string Directory { get; init; }

    /// <summary>The manager's name without its type.</summary>
    public string ManagerId { get; init; } = "x";

    /// <summary>From 3 to 10000.</summary>
    public int Osds { get; init; } = 3;

    /// <summary>A moment's name, or the beginning of one (<c>m2</c>), to be shown all the time; null: the whole story.</summary>
    public string? Moment { get; init; }

    /// <summary>How long each moment of the story is shown.</summary>
    public TimeSpan MomentDuration { get; init; } = TimeSpan.FromSeconds(45);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
