using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Paxos;

/// <summary>What waits for the next round, and what is in the one under way.</summary>
internal sealed class ProposalQueue(MachineContext context)
{
    private readonly List<QuorumInput.Proposed> _waiting = [];
    private readonly List<long> _underWay = [];

    public bool HasWaiting => _waiting.Count > 0;

    public void Add(QuorumInput.Proposed proposal)
    {
        if (_waiting.Count >= context.Options.MaxWaitingProposals)
        {
            Finish(proposal.Ticket, ProposalOutcome.Again, 0);
            return;
        }

        _waiting.Add(proposal);
    }

    /// <summary>Everything that waits, as one value.</summary>
    public void TakeInto(StoreTransactionBuilder value)
    {
        foreach (var proposal in _waiting)
        {
            value.Append(proposal.Transaction);
            _underWay.Add(proposal.Ticket);
        }

        _waiting.Clear();
    }

    public void Committed(ulong version)
    {
        foreach (var ticket in _underWay)
        {
            Finish(ticket, ProposalOutcome.Committed, version);
        }

        _underWay.Clear();
    }

    public void GiveUp()
    {
        foreach (var ticket in _underWay)
        {
            Finish(ticket, ProposalOutcome.Unknown, 0);
        }

        foreach (var proposal in _waiting)
        {
            Finish(proposal.Ticket, ProposalOutcome.Again, 0);
        }

        _underWay.Clear();
        _waiting.Clear();
    }

    public void Refuse(long ticket) => Finish(ticket, ProposalOutcome.Again, 0);

    private void Finish(long ticket, ProposalOutcome outcome, ulong version) =>
        context.Emit(new QuorumEffect.ProposalFinished(ticket, outcome, version));
}
