namespace MgrPlatform.Consensus;

/// <summary>Why a message was dropped; the machine counts them.</summary>
public enum DropReason
{
    UnknownOperation,
    WrongCluster,
    NotInMap,

    /// <summary>Of an election that is over, or that has not begun here.</summary>
    WrongEpoch,

    /// <summary>Not what this member's role takes.</summary>
    WrongRole,

    /// <summary>Not from whom it may come.</summary>
    WrongSender,

    /// <summary>A proposal number that a newer one has overtaken.</summary>
    StalePn,

    /// <summary>Contents that contradict themselves or cannot be decoded.</summary>
    Malformed,
}
