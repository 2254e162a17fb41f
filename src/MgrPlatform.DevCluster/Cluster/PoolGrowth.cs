namespace MgrPlatform.DevCluster.Cluster;

/// <summary>What clients read from and wrote to a pool since the story began.</summary>
internal readonly record struct PoolGrowth(long Writes, long WrittenKb, long Reads, long ReadKb);
