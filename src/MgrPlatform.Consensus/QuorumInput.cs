using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus;

/// <summary>What the machine is told.</summary>
public abstract record QuorumInput
{
    private QuorumInput()
    {
    }

    /// <summary>The first input, once: read the store and begin.</summary>
    /// <param name="Hints">Addresses to probe besides those of the monmap.</param>
    public sealed record Started(IReadOnlyList<string> Hints) : QuorumInput;

    /// <summary>A message of another monitor; the connection has proved that it is one.</summary>
    /// <param name="Address">The sender's, in the monmap's form.</param>
    public sealed record Received(string Address, QuorumMessage Message) : QuorumInput;

    /// <summary>The session with a peer is over (what was under way may be lost), or its process is gone.</summary>
    public sealed record ConnectionReset(string Address) : QuorumInput;

    /// <summary>The wait is over. One that was cancelled or set anew is recognised and ignored.</summary>
    public sealed record TimerFired(QuorumTimer Timer) : QuorumInput;

    /// <summary>The write of this number, and with it each one before it, is on the disk.</summary>
    public sealed record Stored(long Number) : QuorumInput;

    /// <summary>A write failed. The member leaves: what it would promise from now on it could not keep.</summary>
    public sealed record StoreFailed(string Reason) : QuorumInput;

    /// <summary>
    /// Somebody wants this committed. Everything that waits while a round runs goes into the next one together, in order.
    /// Prepare it from the store only while <see cref="QuorumMachine.IsRecovered"/>: a leader that has just won may lack what others
    /// committed. Answered once, by <see cref="QuorumEffect.ProposalFinished"/>.
    /// </summary>
    /// <param name="Ticket">The driver's own number for it.</param>
    public sealed record Proposed(long Ticket, StoreTransaction Transaction) : QuorumInput;

    /// <summary>
    /// The monmap service has read a newer map out of the store. Given while the effects of the commit are carried out or right after.
    /// </summary>
    public sealed record MapChanged(QuorumMap Map) : QuorumInput;

    /// <summary>Leave in good order: tell the others, so that they need not wait for a timeout.</summary>
    public sealed record StopRequested : QuorumInput;
}
