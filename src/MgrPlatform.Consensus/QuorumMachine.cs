using MgrPlatform.Consensus.Election;
using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Paxos;
using MgrPlatform.Consensus.Probing;
using MgrPlatform.Consensus.Store;
using MgrPlatform.Consensus.Sync;

namespace MgrPlatform.Consensus;

/// <summary>
/// One member of the quorum: probing, synchronizing, electing, leader or peon, in one machine. Single-threaded; owns no clock, timer,
/// socket or file. The driver carries out the effects of a step in order, then gives the next input. Time is a monotonic clock, also while
/// the process sleeps; it never goes back. The wall's clock has no part in it. No input from a peer makes it throw.
/// </summary>
public sealed class QuorumMachine
{
    private readonly MachineContext _context;
    private readonly PaxosLog _log;
    private readonly Membership _membership;
    private readonly Elector _elector;
    private readonly LeaseKeeper _lease;
    private readonly LeaseHolders _holders;
    private readonly ProposalQueue _proposals;
    private readonly PaxosLeader _leader;
    private readonly PaxosPeon _peon;
    private readonly Prober _prober;
    private readonly SyncRequester _requester;
    private readonly SyncProvider _provider;
    private readonly ElectionRoutes _elections;
    private readonly ProbeRoutes _probes;
    private readonly SyncRoutes _syncs;
    private readonly PeerWatch _watch;
    private MemberTraits _traits = MemberTraits.None;
    private byte[] _leaderCommands = [];
    private int? _ownRank;

    public QuorumMachine(QuorumIdentity identity, QuorumOptions options, IQuorumStore store, IQuorumCodec codec)
    {
        options.Validate();
        _context = new MachineContext(identity, options, store, codec);
        _log = new PaxosLog(_context);
        _elector = new Elector(_context);
        _membership = new Membership(_context, _log, _elector);
        _lease = new LeaseKeeper(_context);
        _holders = new LeaseHolders(_context);
        _proposals = new ProposalQueue(_context);
        _leader = new PaxosLeader(_context, _log, _lease, _proposals);
        _peon = new PaxosPeon(_context, _log, _lease);
        _prober = new Prober(_context);
        _requester = new SyncRequester(_context, _log);
        _provider = new SyncProvider(_context, _log);
        _elections = new ElectionRoutes(_context, _elector, _membership, _prober, _holders, this);
        _probes = new ProbeRoutes(_context, _log, _membership, _prober, _requester, this);
        _syncs = new SyncRoutes(_context, _membership, _requester, _provider, this);
        _watch = new PeerWatch(_context, _requester, _elections, this);
    }

    public QuorumRole Role { get; private set; } = QuorumRole.Probing;

    /// <summary>Of the election: odd while one is under way.</summary>
    public uint Epoch => _elector.Epoch;

    /// <summary>Ranks; empty outside a quorum.</summary>
    public IReadOnlyList<int> Quorum => IsInQuorum ? _elector.Quorum : [];

    /// <summary>The leader's rank; -1 outside a quorum.</summary>
    public int Leader { get; private set; } = QuorumMap.NoRank;

    /// <summary>-1 when the monmap does not name us.</summary>
    public int Rank => _context.Rank;

    public QuorumMap Map => _context.Map;

    public bool HasJoined => _membership.HasJoined;

    public ulong FirstCommitted => _log.First;

    public ulong LastCommitted => _log.Last;

    /// <summary>The number that this member has promised last; it never decreases.</summary>
    public ulong AcceptedPn => _log.AcceptedPn;

    public bool IsInQuorum => Role is QuorumRole.Leader or QuorumRole.Peon;

    /// <summary>It was a member, and the monmap does not name it any more; it leaves as soon as the others do without it.</summary>
    public bool IsRemoved => Role == QuorumRole.Probing && _context.Rank == QuorumMap.NoRank && HasJoined;

    internal bool IsTrusted => _membership.IsTrusted;

    /// <summary>Until when reads may be answered, by the monotonic clock.</summary>
    public TimeSpan LeaseEnd => _lease.End;

    /// <summary>How many messages were dropped for this reason.</summary>
    public long Dropped(DropReason reason) => _context.Drops(reason);

    /// <summary>
    /// Whether this version of Paxos (or a newer one) may be read here now: nothing that was acknowledged anywhere is missing, and nothing
    /// newer can have been acknowledged. Ask with the time of the moment of reading.
    /// </summary>
    public bool IsReadable(ulong version, TimeSpan now)
    {
        var isQuiet = Role switch
        {
            QuorumRole.Leader => _leader.Phase is PaxosPhase.Active or PaxosPhase.Updating,
            QuorumRole.Peon => _peon.Phase == PaxosPhase.Active,
            _ => false,
        };
        return isQuiet && _log.Last > 0 && version <= _log.Last && _lease.IsValid(now);
    }

    /// <summary>
    /// Whether this member leads and has everything that any leader before it committed. Only then may a proposal be prepared from what the
    /// store says; while a round is under way it stays true, and what is prepared meanwhile goes into the next one.
    /// </summary>
    public bool IsRecovered => Role == QuorumRole.Leader && _leader.Phase is PaxosPhase.Active or PaxosPhase.Updating;

    /// <summary>Whether a proposal would be started at once.</summary>
    public bool IsWriteable(TimeSpan now) =>
        Role == QuorumRole.Leader && _leader.Phase == PaxosPhase.Active && now >= _leader.OldLeaseEnd && _lease.IsValid(now);

    /// <summary>Takes one input at this monotonic time and says what to do.</summary>
    public void Step(QuorumInput input, TimeSpan now, ICollection<QuorumEffect> effects)
    {
        if (Role == QuorumRole.Stopped)
        {
            return;
        }

        _context.BeginStep(now, effects);
        switch (input)
        {
            case QuorumInput.Started started:
                OnStarted(started);
                break;
            case QuorumInput.Received received:
                OnReceived(received.Address, received.Message);
                break;
            case QuorumInput.ConnectionReset reset:
                _watch.OnReset(reset.Address);
                break;
            case QuorumInput.TimerFired fired when _context.TryExpire(fired.Timer, out var late):
                OnTimer(fired.Timer, late);
                break;
            case QuorumInput.Stored stored:
                _context.Stored(stored.Number);
                break;
            case QuorumInput.StoreFailed failed:
                Exit(ExitReason.StoreFailed, failed.Reason);
                break;
            case QuorumInput.Proposed proposed when Role == QuorumRole.Leader:
                _leader.Propose(proposed);
                break;
            case QuorumInput.Proposed proposed:
                _proposals.Refuse(proposed.Ticket);
                break;
            case QuorumInput.MapChanged changed when changed.Map.Epoch > _context.Map.Epoch:
                _context.Map = changed.Map;
                _context.Want(Transition.Bootstrap, "the monmap changed");
                break;
            case QuorumInput.StopRequested:
                OnStopRequested();
                break;
            default:
                break; // News that is no news.
        }

        FollowWishes();
    }

    /// <summary>Declares what the elector decided.</summary>
    internal void BecomeLeader()
    {
        EnterQuorum(QuorumRole.Leader, _context.Rank);
        var members = _elector.Metadata.Values;
        _traits = new MemberTraits(
            members.Aggregate(ulong.MaxValue, static (common, member) => common & member.Features),
            members.Aggregate(ulong.MaxValue, static (common, member) => common & member.MonFeatures),
            members.Min(static member => member.Release),
            _context.Identity.Traits.Metadata);
        _leaderCommands = _context.Identity.Commands;
        var victory = _elector.Message(ElectionOperation.Victory) with { Quorum = Quorum, Traits = _traits, Commands = _leaderCommands };
        foreach (var peon in Quorum.Where(rank => rank != _context.Rank))
        {
            _context.Send(peon, victory);
        }

        var mustWait = _holders.MayRemain(Epoch, Quorum);
        _holders.Began(Epoch);
        if (!mustWait)
        {
            _holders.WaitedOut(Epoch, Quorum);
        }

        Announce();
        _leader.Start(Epoch, Quorum, mustWait ? _context.Now + _context.Options.OldLeaseWait : TimeSpan.Zero);
    }

    internal void BecomePeon(int leader, ElectionMessage victory)
    {
        EnterQuorum(QuorumRole.Peon, leader);
        _traits = victory.Traits;
        _leaderCommands = victory.Commands;
        _holders.Began(Epoch);
        Announce();
        _peon.Start(Epoch, leader);
    }

    /// <summary>Leaves whatever role it had, for an election.</summary>
    internal void BecomeElecting()
    {
        LeaveRole();
        Role = QuorumRole.Electing;
    }

    internal void BecomeSynchronizing(string provider, bool isFull)
    {
        LeaveRole();
        Role = QuorumRole.Synchronizing;
        Announce();
        _requester.Start(provider, isFull, _membership.IsTrusted || HasJoined ? Math.Max(_log.Last, Math.Max(_requester.Floor, 1)) : 0);
    }

    /// <summary>What a member with an older map is told.</summary>
    internal ProbeMessage Describe() => _probes.Message(ProbeOperation.Reply);

    internal void Announce() =>
        _context.Emit(new QuorumEffect.RoleChanged(
            Role, Epoch, Quorum, Leader, _traits, Role == QuorumRole.Leader ? _elector.Metadata : NoMetadata, _leaderCommands));

    internal void Exit(ExitReason reason, string text)
    {
        if (Role == QuorumRole.Stopped)
        {
            return;
        }

        LeaveRole();
        Role = QuorumRole.Stopped;
        Announce();
        _context.Emit(new QuorumEffect.Exit(reason, text));
    }

    private static readonly Dictionary<int, MemberTraits> NoMetadata = [];

    private void OnStarted(QuorumInput.Started started)
    {
        var isInFullSync = _requester.IsInFullSync;
        if (!_log.Load() && !isInFullSync)
        {
            Exit(ExitReason.StoreFailed, "the versions in the store contradict each other");
            return;
        }

        if (isInFullSync)
        {
            _context.Emit(new QuorumEffect.Cleared());
            _requester.ClearAgain();
        }

        if (!_membership.Load(isInFullSync))
        {
            Exit(ExitReason.StoreFailed, "the store has no monmap");
            return;
        }

        _elector.Load();
        foreach (var hint in started.Hints)
        {
            _prober.AddHint(hint);
        }

        _context.SetTimer(QuorumTimer.Ping, _context.Options.PingInterval);
        _context.Want(Transition.Bootstrap, "started");
    }

    private void OnReceived(string from, QuorumMessage message)
    {
        var rank = _context.Map.RankOf(from);
        var isBack = rank != QuorumMap.NoRank && rank != _context.Rank && _context.Peers.Heard(from, _context.Now);
        switch (message)
        {
            case ProbeMessage probe:
                _probes.OnProbe(from, rank, probe);
                break;
            case ElectionMessage election:
                _elections.OnElection(from, rank, election);
                break;
            case PaxosMessage paxos:
                OnPaxos(rank, paxos);
                break;
            case SyncMessage sync:
                _syncs.OnSync(from, sync);
                break;
            default:
                break; // A ping says what hearing it says; joining is the monmap service's business.
        }

        if (isBack && Role == QuorumRole.Probing)
        {
            _context.SendTo(from, _probes.Message(ProbeOperation.Probe));
        }
    }

    private void OnPaxos(int from, PaxosMessage message)
    {
        if (message.Epoch > Epoch && from != QuorumMap.NoRank && IsInQuorum)
        {
            _context.Want(Transition.Bootstrap, "Paxos is in a later epoch");
        }
        else if (message.Epoch != Epoch)
        {
            _context.Drop(DropReason.WrongEpoch);
        }
        else if (Role == QuorumRole.Leader && from != _context.Rank && Quorum.Contains(from))
        {
            _leader.OnMessage(from, message);
        }
        else if (Role == QuorumRole.Peon && from == Leader)
        {
            if (message.Operation == PaxosOperation.Begin)
            {
                _holders.WaitedOut(Epoch, Quorum);
            }

            _peon.OnMessage(message);
            _membership.Join();
        }
        else
        {
            _context.Drop(IsInQuorum ? DropReason.WrongSender : DropReason.WrongRole);
        }
    }

    private void OnTimer(QuorumTimer timer, TimeSpan late)
    {
        switch (timer)
        {
            case QuorumTimer.Ping:
                _watch.OnPingTime(late);
                break;
            case QuorumTimer.Probe:
                _context.Want(Transition.Bootstrap, "no quorum found");
                break;
            case QuorumTimer.Election or QuorumTimer.Settle:
                _elections.OnTimer(timer);
                break;
            case QuorumTimer.LeaseRenew or QuorumTimer.OldLease when Role == QuorumRole.Leader:
                if (timer == QuorumTimer.OldLease)
                {
                    _holders.WaitedOut(Epoch, Quorum);
                }

                _leader.OnTimer(timer);
                break;
            case QuorumTimer.LeaseTimeout or QuorumTimer.LeaseAckTimeout or QuorumTimer.AcceptTimeout:
                _context.Want(Transition.Bootstrap, "Paxos: no answer in time");
                break;
            case QuorumTimer.Sync:
                _context.Want(Transition.Bootstrap, "sync: no answer in time");
                break;
            case QuorumTimer.ProviderSweep:
                _provider.Sweep();
                break;
            default:
                break;
        }
    }

    private void OnStopRequested()
    {
        if (IsInQuorum)
        {
            var message = _elector.Message(ElectionOperation.StepDown);
            foreach (var member in Quorum.Where(rank => rank != _context.Rank))
            {
                _context.Send(member, message);
            }
        }

        Exit(ExitReason.Stopped, "stopped");
    }

    private void FollowWishes()
    {
        if (Role == QuorumRole.Stopped)
        {
            return;
        }

        if (Role == QuorumRole.Leader && _context.Wanted == Transition.None)
        {
            _membership.Join();
        }

        // Each wish may raise another (a lone member wins at once); a handful is far more than there can be.
        for (var round = 0; _context.Wanted != Transition.None && round < 8 && Role != QuorumRole.Stopped; round++)
        {
            var wanted = _context.Wanted;
            _context.WantNothing();
            if (wanted == Transition.Bootstrap)
            {
                Bootstrap();
            }
            else
            {
                BecomeElecting();
                _elections.Start();
            }
        }
    }

    /// <summary>Starts over: the only way out of every trouble.</summary>
    private void Bootstrap()
    {
        LeaveRole();
        Role = QuorumRole.Probing;
        _membership.Judge(_requester.IsInFullSync);
        _context.Rank = _context.Map.RankOf(_context.Identity.Address);
        if (_context.Rank == QuorumMap.NoRank && HasJoined && _context.Map.RankOfName(_context.Identity.Name) != QuorumMap.NoRank)
        {
            Exit(ExitReason.AddressChanged, "the monmap has another address for this member");
            return;
        }

        if (_ownRank is { } before && before != _context.Rank)
        {
            _elector.ForgetEarly();
            _context.Emit(new QuorumEffect.DropConnections());
        }

        _ownRank = _context.Rank;
        _context.Peers.KeepOnly(_context.Map.Members.Select(static member => member.Address).ToHashSet());
        Announce();
        if (_context.Map.Members.Count == 1 && _context.Rank == 0 && !_requester.IsInFullSync)
        {
            _elector.WinAlone();
            BecomeLeader();
            return;
        }

        _prober.Start(
            _probes.Message(ProbeOperation.Probe),
            countsItself: !_requester.IsInFullSync && (_membership.IsTrusted || !_prober.KnowsOfQuorum));
    }

    private void EnterQuorum(QuorumRole role, int leader)
    {
        LeaveTimers();
        Role = role;
        Leader = leader;
        _prober.InQuorum();
        _elector.ForgetEarly();
    }

    private void LeaveRole()
    {
        _context.Forget();
        LeaveTimers();
        _leader.Stop();
        _peon.Stop();
        _lease.Reset();
        _requester.Abort();
        _elector.Reset();
        _proposals.GiveUp();
        Leader = QuorumMap.NoRank;
        _traits = MemberTraits.None;
        _leaderCommands = [];
    }

    private void LeaveTimers()
    {
        foreach (var timer in RoleTimers)
        {
            _context.CancelTimer(timer);
        }
    }

    private static readonly QuorumTimer[] RoleTimers =
    [
        QuorumTimer.Probe, QuorumTimer.Election, QuorumTimer.Settle, QuorumTimer.LeaseRenew, QuorumTimer.LeaseTimeout,
        QuorumTimer.LeaseAckTimeout, QuorumTimer.AcceptTimeout, QuorumTimer.OldLease, QuorumTimer.Sync,
    ];
}
