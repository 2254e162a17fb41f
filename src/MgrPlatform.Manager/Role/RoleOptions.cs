using System.ComponentModel.DataAnnotations;

namespace MgrPlatform.Manager.Role;

/// <summary>How often a manager is heard of, and how patient it is with changes.</summary>
public sealed record RoleOptions
{
    public const string Section = "Manager:Role";

    /// <summary>Between beacons; Ceph's <c>mgr_tick_period</c>. Monitors give up after 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:10")]
    public TimeSpan BeaconInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A new active manager waits so long for its modules before it says that it is available.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan SettlePatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Changes of the command table that come within this time are one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan TableQuiet { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>But none waits longer than this.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan TablePatience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Between two publications of the table to Ceph's monitors: each makes new clients wait for a second.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan TableSpacing { get; init; } = TimeSpan.FromSeconds(5);
}
