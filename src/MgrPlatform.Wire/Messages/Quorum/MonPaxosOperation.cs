namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>A step of Paxos.</summary>
public enum MonPaxosOperation
{
    Collect = 1,
    Last = 2,
    Begin = 3,
    Accept = 4,
    Commit = 5,
    Lease = 6,
    LeaseAck = 7,
}
