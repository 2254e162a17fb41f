using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus;

/// <summary>
/// What the driver must do, in this order, before the next input. What may only happen when a write is on the disk is not in the list until
/// <see cref="QuorumInput.Stored"/> says so: a driver cannot send too early.
/// </summary>
public abstract record QuorumEffect
{
    private QuorumEffect()
    {
    }

    /// <summary>Hand over to the peer's outbox. It may be lost; order to one peer is kept.</summary>
    public sealed record Send(string Address, QuorumMessage Message) : QuorumEffect;

    /// <summary>
    /// Write to the store, whole or not at all and after all writes before; visible to reads at once.
    /// A durable one is synced, with all before it, and then reported by <see cref="QuorumInput.Stored"/>; do not wait for that, go on with
    /// the effects. If it fails at once none of the effects that follow may be carried out: end with <see cref="QuorumInput.StoreFailed"/>.
    /// A lazy one may reach the disk with the next durable one; give it a second or so of its own when none comes.
    /// </summary>
    /// <param name="Number">Counts up from 1.</param>
    public sealed record Write(long Number, StoreTransaction Transaction, bool Durable) : QuorumEffect;

    /// <summary>At this monotonic time report <see cref="QuorumInput.TimerFired"/>; replaces an earlier wait of the same name.</summary>
    public sealed record SetTimer(QuorumTimer Timer, TimeSpan Due) : QuorumEffect;

    public sealed record CancelTimer(QuorumTimer Timer) : QuorumEffect;

    /// <summary>
    /// This member's role, quorum or epoch is another. Requests that wait for a quorum are tried again or given up; routed ones are sent
    /// anew.
    /// </summary>
    /// <param name="Quorum">Ranks; empty outside a quorum.</param>
    /// <param name="Leader">A rank; -1 for none.</param>
    /// <param name="Traits">What all of the quorum have in common.</param>
    /// <param name="Metadata">Leader only: what each member of the quorum says of itself, by rank.</param>
    /// <param name="LeaderCommands">Opaque; what the leader's victory brought.</param>
    public sealed record RoleChanged(
        QuorumRole Role,
        uint Epoch,
        IReadOnlyList<int> Quorum,
        int Leader,
        MemberTraits Traits,
        IReadOnlyDictionary<int, MemberTraits> Metadata,
        byte[] LeaderCommands) : QuorumEffect;

    /// <summary>The store now has this version: services look whether their keys are among its operations.</summary>
    public sealed record Committed(ulong Version, StoreTransaction Value) : QuorumEffect;

    /// <summary>The whole store is another one (a sync is done): every service reads its state anew.</summary>
    public sealed record Reloaded(ulong Version) : QuorumEffect;

    /// <summary>
    /// A full sync begins: what is read from the store now is not a state of the cluster. Ends with <see cref="Reloaded"/>.
    /// </summary>
    public sealed record Cleared : QuorumEffect;

    /// <param name="Version">That it was committed with; 0 unless it was.</param>
    public sealed record ProposalFinished(long Ticket, ProposalOutcome Outcome, ulong Version) : QuorumEffect;

    /// <summary>
    /// Ask <see cref="QuorumMachine.IsReadable"/> and <see cref="QuorumMachine.IsWriteable"/> again: who waits for either may go on, or
    /// must wait.
    /// </summary>
    public sealed record ReadinessChanged : QuorumEffect;

    /// <summary>
    /// The member goes on with this map, which another member told it. It is in the store already; the service's own copy comes with the
    /// log.
    /// </summary>
    public sealed record MapAdopted(QuorumMap Map) : QuorumEffect;

    /// <summary>Close every session with other monitors: this member's rank is another.</summary>
    public sealed record DropConnections : QuorumEffect;

    /// <summary>End the process; the machine takes no further input.</summary>
    public sealed record Exit(ExitReason Reason, string Text) : QuorumEffect;

    /// <summary>Only with <see cref="QuorumOptions.EmitFailpoints"/>: here a test may kill the member.</summary>
    public sealed record Passed(Failpoint Failpoint) : QuorumEffect;
}
