using MgrPlatform.Wire.Maps.Fs;

namespace MgrPlatform.Monitor.Services.Fs;

/// <summary>Which servers that stand by are given a rank, and which ranks are given back. Pure.</summary>
internal static class StandbyChoice
{
    private const ulong Frozen = 1;

    /// <summary>
    /// Fills ranks that failed, and grows or shrinks each file system to its number of servers. True when something changed.
    /// </summary>
    public static bool Apply(PendingFsMap map)
    {
        var any = false;
        foreach (var id in map.Map.Filesystems.Select(static filesystem => filesystem.Id).ToList())
        {
            any |= FillFailed(map, id);
            any |= Resize(map, id);
        }

        return any;
    }

    /// <summary>Null when nobody stands by.</summary>
    public static MdsInfo? Find(FsMap map, int fs) => map.Standbys.Values
        .Where(info => info.State == MdsState.Standby && info.LaggySince.IsZero && (info.Flags & Frozen) == 0)
        .OrderBy(info => info.JoinFilesystem == fs ? 0 : info.JoinFilesystem < 0 ? 1 : 2)
        .ThenBy(static info => info.Gid)
        .FirstOrDefault();

    private static bool FillFailed(PendingFsMap map, int id)
    {
        var any = false;
        foreach (var rank in map.Find(id)!.MdsMap.Failed.ToList())
        {
            if (IsJoinable(map, id) && Find(map.Map, id) is { } standby)
            {
                map.Promote(standby.Gid, id, rank);
                any = true;
            }
        }

        return any;
    }

    private static bool Resize(PendingFsMap map, int id)
    {
        var mds = map.Find(id)!.MdsMap;
        if (mds.In.Count < mds.MaxMds && IsJoinable(map, id) && !IsDegraded(mds) && Find(map.Map, id) is { } standby)
        {
            var rank = 0;
            while (mds.In.Contains(rank))
            {
                rank++;
            }

            map.Promote(standby.Gid, id, rank);
            return true;
        }

        if (mds.In.Count <= mds.MaxMds || IsDegraded(mds))
        {
            return false;
        }

        // The last rank goes first, and only when it serves.
        var last = mds.In.Max();
        if (!mds.Up.TryGetValue(last, out var gid) || mds.Daemons[gid].State != MdsState.Active)
        {
            return false;
        }

        map.ChangeMds(gid, static info => info with { State = MdsState.Stopping });
        return true;
    }

    private static bool IsJoinable(PendingFsMap map, int id) => !map.Find(id)!.MdsMap.Flags.HasFlag(MdsMapFlags.NotJoinable);

    /// <summary>A rank is failed, damaged, or on its way back to work.</summary>
    public static bool IsDegraded(MdsMap map) =>
        map.Failed.Count > 0 || map.Damaged.Count > 0
        || map.Daemons.Values.Any(static info => info.State is >= MdsState.Replay and <= MdsState.ClientReplay);
}
