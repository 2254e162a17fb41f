namespace MgrPlatform.Monitor.Services.Mgr;

/// <summary>What a beacon changed.</summary>
/// <param name="Restarted">The name of the active manager whose next start this is; else null.</param>
/// <param name="Activated">The sender is active from now on.</param>
/// <param name="TakesCommands">Its command table is the cluster's.</param>
internal readonly record struct BeaconVerdict(
    string? Restarted, bool Activated, bool StandbyStarted, bool StandbyRestarted, bool BecameAvailable, bool TakesCommands);
