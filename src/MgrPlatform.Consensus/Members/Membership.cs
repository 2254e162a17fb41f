using MgrPlatform.Consensus.Paxos;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Members;

/// <summary>Which monmap this member goes by, and whether its word counts.</summary>
internal sealed class Membership(MachineContext context, PaxosLog log)
{
    /// <summary>It has been in a quorum.</summary>
    public bool HasJoined { get; private set; }

    /// <summary>
    /// Whether what it says about the past is worth anything: it was in a quorum, or copied one, or promised something. Another may be a member
    /// whose store was lost; it must not make a majority with others who lack what it forgot.
    /// </summary>
    public bool IsTrusted { get; private set; }

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
    public void Judge(bool isInFullSync) =>
        IsTrusted = !isInFullSync
            && (HasJoined || log.Last > 0 || log.Pending is not null || log.AcceptedPn > 0
                || context.Store.Get(StoreKeys.Monitor, StoreKeys.CaughtUp) is not null);

    /// <summary>Goes by a newer map from now on; it is on the disk before anything that is said under it, for writes keep their order.</summary>
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
