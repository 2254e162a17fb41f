using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Probing;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus;

/// <summary>
/// What the parts of the machine share: the step under way, the monmap, the timers, the writes that are not on the disk yet.
/// </summary>
internal sealed class MachineContext(QuorumIdentity identity, QuorumOptions options, IQuorumStore store, IQuorumCodec codec)
{
    private readonly Dictionary<QuorumTimer, TimeSpan> _timers = [];
    private readonly Queue<(long Number, Action Then)> _waiting = [];
    private readonly long[] _drops = new long[Enum.GetValues<DropReason>().Length];
    private ICollection<QuorumEffect> _effects = [];
    private long _writes;

    public QuorumIdentity Identity { get; } = identity;

    public QuorumOptions Options { get; } = options;

    public IQuorumCodec Codec { get; } = codec;

    public StoreView Store { get; } = new(store, codec);

    public PeerTracker Peers { get; } = new(options);

    public QuorumMap Map { get; set; } = new(0, [], []);

    public int Rank { get; set; } = QuorumMap.NoRank;

    public TimeSpan Now { get; private set; }

    public Transition Wanted { get; private set; }

    public string WantedReason { get; private set; } = "";

    public void BeginStep(TimeSpan now, ICollection<QuorumEffect> effects)
    {
        Now = now;
        _effects = effects;
        Store.BeginStep();
    }

    public void Emit(QuorumEffect effect) => _effects.Add(effect);

    public void Send(int rank, QuorumMessage message) => SendTo(Map.Members[rank].Address, message);

    public void SendTo(string address, QuorumMessage message)
    {
        Peers.Told(address, Now);
        Emit(new QuorumEffect.Send(address, message));
    }

    /// <summary>Writes without waiting for the disk.</summary>
    public void Write(StoreTransaction transaction)
    {
        Store.Remember(transaction);
        Emit(new QuorumEffect.Write(++_writes, transaction, Durable: false));
    }

    /// <summary>Writes, and goes on when it is on the disk, unless <see cref="Forget"/> comes between.</summary>
    public void WriteDurably(StoreTransaction transaction, Action then)
    {
        Store.Remember(transaction);
        Emit(new QuorumEffect.Write(++_writes, transaction, Durable: true));
        _waiting.Enqueue((_writes, then));
    }

    public void Stored(long number)
    {
        while (_waiting.TryPeek(out var waiting) && waiting.Number <= number)
        {
            _waiting.Dequeue();
            waiting.Then();
        }
    }

    /// <summary>The role that wanted to go on when its writes are on the disk is over. The writes themselves stay.</summary>
    public void Forget() => _waiting.Clear();

    public void SetTimer(QuorumTimer timer, TimeSpan wait)
    {
        _timers[timer] = Now + wait;
        Emit(new QuorumEffect.SetTimer(timer, Now + wait));
    }

    public bool IsSet(QuorumTimer timer) => _timers.ContainsKey(timer);

    public void CancelTimer(QuorumTimer timer)
    {
        if (_timers.Remove(timer))
        {
            Emit(new QuorumEffect.CancelTimer(timer));
        }
    }

    /// <summary>Whether this wait is really over, and by how much; a driver's late or repeated news is not.</summary>
    public bool TryExpire(QuorumTimer timer, out TimeSpan late)
    {
        late = TimeSpan.Zero;
        if (!_timers.TryGetValue(timer, out var due) || Now < due)
        {
            return false;
        }

        late = Now - due;
        _timers.Remove(timer);
        return true;
    }

    /// <summary>The role changes when the step is done: never in the middle of it.</summary>
    public void Want(Transition transition, string reason)
    {
        if (transition > Wanted)
        {
            Wanted = transition;
            WantedReason = reason;
        }
    }

    public void WantNothing() => Wanted = Transition.None;

    public void Pass(Failpoint failpoint)
    {
        if (Options.EmitFailpoints)
        {
            Emit(new QuorumEffect.Passed(failpoint));
        }
    }

    public void Drop(DropReason reason) => _drops[(int)reason]++;

    public long Drops(DropReason reason) => _drops[(int)reason];

    public byte[] Number(ulong number) => Codec.EncodeNumber(number);
}
