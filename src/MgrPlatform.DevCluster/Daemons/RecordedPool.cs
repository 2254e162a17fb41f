namespace MgrPlatform.DevCluster.Daemons;

/// <summary>A pool that the recorded cluster had.</summary>
/// <param name="Application">What it was enabled for: <c>cephfs</c>.</param>
public sealed record RecordedPool(string Name, bool IsErasure, int PgCount, string Application);
