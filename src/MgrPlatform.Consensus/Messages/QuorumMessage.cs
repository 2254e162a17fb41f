namespace MgrPlatform.Consensus.Messages;

/// <summary>
/// What members tell each other. The driver translates to and from Ceph's messages; numbers that it does not know are passed on as they
/// came, for the machine drops and counts them.
/// </summary>
public abstract record QuorumMessage
{
    private protected QuorumMessage()
    {
    }
}
