namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>A step of an election.</summary>
public enum MonElectionOperation
{
    Propose = 1,
    Ack = 2,
    Nak = 3,
    Victory = 4,
}
