using MgrPlatform.Consensus.Election;
using MgrPlatform.Consensus.Paxos;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Members;

/// <summary>Which monmap this member goes by, and whether its word counts.</summary>
internal sealed class Membership(MachineContext context, PaxosLog log, Elector elector)
{
    private bool _isInFullSync;
    private bool _hasCaughtUp;

    /// <summary>It has been in a quorum.</summary>
    public bool HasJoined { get; private set; }

    /// <summary>It holds something of the cluster's past: what it says of it to others (<c>has_ever_joined</c>).</summary>
    public bool HasPast => !_isInFullSync && (HasJoined || _hasCaughtUp || log.Last > 0 || log.Pending is not null);

    /// <summary>
    /// Whether its vote counts in a cluster that has a past. One that never voted and holds nothing may be a member whose store was lost;
    /// it must not make a majority with others who lack what it forgot. (That it voted is enough: whatever it accepted since is on its
    /// disk.)
    /// </summary>
    public bool IsTrusted => !_isInFullSync && (HasPast || elector.Epoch > 0);

    /// <summary>Reads what the store says. False when there is no map to begin with.</summary>
    public bool Load(bool isInFullSync)
    {
        HasJoined = context.Store.Get(StoreKeys.Monitor, StoreKeys.Joined) is not null;
        Judge(isInFullSync);
        if (FindMap(isInFullSync) is not { } map)
        {
            return false;
        }

        context.Map = map;
        context.Rank = map.RankOf(context.Identity.Address);
        return true;
    }

    /// <summary>What was stored since may have changed it.</summary>
    public void Judge(bool isInFullSync)
    {
        _isInFullSync = isInFullSync;
        _hasCaughtUp = context.Store.Get(StoreKeys.Monitor, StoreKeys.CaughtUp) is not null;
    }

    /// <summary>
    /// Goes by a newer map from now on; it is on the disk before anything that is said under it, for writes keep their order.
    /// </summary>
    public void Adopt(QuorumMap map)
    {
        context.Map = map;
        context.Write(new StoreTransactionBuilder().Put(StoreKeys.MonSync, StoreKeys.TempNewerMonMap, map.Encoded).Build());
        context.Emit(new QuorumEffect.MapAdopted(map));
    }

    public void Join()
    {
        if (!HasJoined && log.Last > 0)
        {
            HasJoined = true;
            context.Write(new StoreTransactionBuilder().Put(StoreKeys.Monitor, StoreKeys.Joined, context.Number(1)).Build());
        }
    }

    private QuorumMap? FindMap(bool isInFullSync)
    {
        var newer = Read(StoreKeys.MonSync, StoreKeys.TempNewerMonMap);
        var last = context.Store.GetNumber(StoreKeys.MonMap, StoreKeys.LastCommitted);
        if (!isInFullSync && last > 0 && Read(StoreKeys.MonMap, PaxosLog.Key(last)) is { } committed)
        {
            return newer is not null && newer.Epoch > committed.Epoch ? newer : committed;
        }

        return (isInFullSync ? Read(StoreKeys.MonSync, StoreKeys.LatestMonMap) : null) ?? newer ?? Read(StoreKeys.Mkfs, StoreKeys.MonMap);
    }

    private QuorumMap? Read(string prefix, string key) =>
        context.Store.Get(prefix, key) is { } bytes && context.Codec.TryDecodeMap(bytes, out var map) ? map : null;
}
