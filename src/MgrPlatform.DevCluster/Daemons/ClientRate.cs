namespace MgrPlatform.DevCluster.Daemons;

/// <summary>What clients do to a pool in a second.</summary>
internal readonly record struct ClientRate(double Reads, double ReadKb, double Writes, double WriteKb);
