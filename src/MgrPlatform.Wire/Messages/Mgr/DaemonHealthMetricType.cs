namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>What a daemon's health metric counts.</summary>
public enum DaemonHealthMetricType : byte
{
    SlowOperations = 0,
    PendingCreatingPgs = 1,
}
