namespace MgrPlatform.Consensus;

/// <summary>What became of a proposal.</summary>
public enum ProposalOutcome
{
    /// <summary>A majority has it on disk, and this member's services have seen it.</summary>
    Committed,

    /// <summary>
    /// It was never started: this member does not lead, or an election intervened, or too much waits (EAGAIN). Nothing changed.
    /// </summary>
    Again,

    /// <summary>
    /// An election intervened while it was under way: the next leader may or may not commit it. Who repeats it must expect that it was
    /// done.
    /// </summary>
    Unknown,
}
