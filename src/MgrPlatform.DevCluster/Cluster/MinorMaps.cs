namespace MgrPlatform.DevCluster.Cluster;

/// <summary>The versions of the maps that change little, and what makes the next one differ.</summary>
/// <param name="StandbyRestarts">How often the standby MDS was restarted: each makes a file system map.</param>
/// <param name="MonitorWeights">How often the weight of the last monitor was changed: each makes a monitor map.</param>
/// <param name="ServiceShift">How far the service map's epochs have moved on since they were recorded.</param>
/// <param name="ManagerChanges">Changes of the modules or their services: each makes a manager map.</param>
internal sealed record MinorMaps(int StandbyRestarts, int MonitorWeights, int ServiceShift, int ManagerChanges, DateTimeOffset Changed);
