namespace MgrPlatform.Consensus.Messages;

/// <summary>Ceph's numbers; 3 to 5 are dead.</summary>
public enum ProbeOperation
{
    Probe = 1,
    Reply = 2,
    MissingFeatures = 6,
}
