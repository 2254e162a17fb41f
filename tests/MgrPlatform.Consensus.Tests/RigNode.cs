using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;
using MgrPlatform.Simulation.Disk;

namespace MgrPlatform.Consensus.Tests;

/// <summary>One member of a rig.</summary>
internal sealed class RigNode(QuorumRig rig, QuorumMember member)
{
    private readonly List<QuorumEffect> _log = [];
    private QuorumMachine? _machine;
    private long _unstored;

    public string Name => member.Name;

    public string Address => member.Address;

    public VirtualStore Store { get; private set; } = NewStore(rig.Map);

    public QuorumMachine Machine => _machine ?? throw new InvalidOperationException($"{Name} is down");

    public bool IsUp => _machine is not null;

    public bool IsAsleep { get; set; }

    /// <summary>Syncs are not finished until the test says so.</summary>
    public bool HoldsDisk { get; set; }

    public Dictionary<QuorumTimer, TimeSpan> Timers { get; } = [];

    /// <summary>All effects since the last <see cref="Forget"/>.</summary>
    public IReadOnlyList<QuorumEffect> Log => _log;

    public IEnumerable<T> Sent<T>()
        where T : QuorumMessage => _log.OfType<QuorumEffect.Send>().Select(static send => send.Message).OfType<T>();

    public void Forget() => _log.Clear();

    public void Start()
    {
        _machine = new QuorumMachine(
            new QuorumIdentity(QuorumRig.Fsid, Name, Address, MemberTraits.None, []),
            rig.Options,
            Store,
            rig.Codec);
        Step(new QuorumInput.Started([]));
    }

    /// <summary>Of the writes that were not synced, so many stay.</summary>
    public void Crash(int kept = int.MaxValue)
    {
        _machine = null;
        Timers.Clear();
        _unstored = 0;
        Store.Crash(Math.Min(kept, Store.Unsynced));
    }

    public void Wipe() => Store = NewStore(rig.Map);

    public bool TryFinishWrites()
    {
        if (_unstored == 0 || HoldsDisk || !IsUp)
        {
            return false;
        }

        FinishWrites();
        return true;
    }

    public void FinishWrites()
    {
        var number = _unstored;
        _unstored = 0;
        Store.Sync(number);
        Step(new QuorumInput.Stored(number));
    }

    public void Step(QuorumInput input)
    {
        List<QuorumEffect> effects = [];
        Machine.Step(input, rig.Now, effects);
        _log.AddRange(effects);
        foreach (var effect in effects)
        {
            Execute(effect);
        }
    }

    private static VirtualStore NewStore(QuorumMap map)
    {
        var store = new VirtualStore();
        store.Write(0, new StoreTransactionBuilder().Put(StoreKeys.Mkfs, StoreKeys.MonMap, map.Encoded).Build());
        store.Sync(0);
        return store;
    }

    private void Execute(QuorumEffect effect)
    {
        switch (effect)
        {
            case QuorumEffect.Send send:
                rig.Enqueue(this, send.Address, send.Message);
                break;
            case QuorumEffect.Write write:
                Store.Write(write.Number, write.Transaction);
                _unstored = write.Durable ? write.Number : _unstored;
                break;
            case QuorumEffect.SetTimer timer:
                Timers[timer.Timer] = timer.Due;
                break;
            case QuorumEffect.CancelTimer timer:
                Timers.Remove(timer.Timer);
                break;
            case QuorumEffect.Exit:
                _machine = null;
                Timers.Clear();
                break;
            default:
                break;
        }
    }
}
