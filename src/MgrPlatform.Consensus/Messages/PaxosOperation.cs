namespace MgrPlatform.Consensus.Messages;

/// <summary>Ceph's numbers.</summary>
public enum PaxosOperation
{
    Collect = 1,
    Last = 2,
    Begin = 3,
    Accept = 4,
    Commit = 5,
    Lease = 6,
    LeaseAck = 7,
}
