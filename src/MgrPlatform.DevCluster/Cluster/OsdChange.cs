namespace MgrPlatform.DevCluster.Cluster;

/// <summary>What an operator did to an OSD; null: nothing.</summary>
/// <param name="Weight">From 0 (out) to 1.</param>
/// <param name="DownAt">The epoch in which it was marked down, by whom it was running.</param>
/// <param name="UpFrom">The epoch in which it came back from that; 0 while it has not.</param>
internal sealed record OsdChange(double? Weight = null, double? PrimaryAffinity = null, int? DownAt = null, int UpFrom = 0)
{
    public bool IsMarkedDown => DownAt is not null && UpFrom == 0;
}
