namespace MgrPlatform.Consensus.Messages;

/// <summary>Ceph's numbers, and one of ours.</summary>
public enum ElectionOperation
{
    Propose = 1,
    Ack = 2,
    Nak = 3,
    Victory = 4,

    /// <summary>Ours: the sender leaves the quorum of this epoch of its own will; it holds no lease any more and does not lead.</summary>
    StepDown = 5,
}
