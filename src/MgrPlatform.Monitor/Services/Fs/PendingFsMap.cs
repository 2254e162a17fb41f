using MgrPlatform.Wire.Maps;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Fs;

/// <summary>
/// The next version of the map of file systems while it is changed: who stands by, who has which rank. Every change of a file system is
/// dated with the map's next epoch. Pure.
/// </summary>
internal sealed class PendingFsMap(FsMap current, UTime now)
{
    private const int Standby = -1;

    /// <summary>The map with the changes so far, already of the next epoch.</summary>
    public FsMap Map { get; private set; } = current with { Epoch = current.Epoch + 1 };

    /// <summary>Anything changed at all.</summary>
    public bool IsChanged { get; private set; }

    public uint Epoch => Map.Epoch;

    public Filesystem? Find(string name) => Map.Filesystems.FirstOrDefault(filesystem => filesystem.MdsMap.FsName == name);

    public Filesystem? Find(int id) => Map.Filesystems.FirstOrDefault(filesystem => filesystem.Id == id);

    /// <summary>A metadata server wherever it is; null for an unknown one.</summary>
    public MdsInfo? FindMds(ulong gid) => Find(Map, gid);

    public static MdsInfo? Find(FsMap map, ulong gid)
    {
        if (map.Standbys.TryGetValue(gid, out var standby))
        {
            return standby;
        }

        foreach (var filesystem in map.Filesystems)
        {
            if (filesystem.MdsMap.Daemons.TryGetValue(gid, out var info))
            {
                return info;
            }
        }

        return null;
    }

    public static IEnumerable<MdsInfo> All(FsMap map) =>
        map.Standbys.Values.Concat(map.Filesystems.SelectMany(static filesystem => filesystem.MdsMap.Daemons.Values));

    public void Change(Func<FsMap, FsMap> change)
    {
        Map = change(Map);
        IsChanged = true;
    }

    public void ChangeFilesystem(int id, Func<MdsMap, MdsMap> change) => Change(map => map with
    {
        Filesystems =
        [
            .. map.Filesystems.Select(filesystem => filesystem.Id == id
                ? filesystem with { MdsMap = change(filesystem.MdsMap) with { Epoch = Epoch, Modified = now } }
                : filesystem),
        ],
    });

    /// <summary>A server that has just started stands by.</summary>
    public void AddStandby(MdsInfo info) => Change(map => map with
    {
        Standbys = With(map.Standbys, info.Gid, info),
        StandbyEpochs = With(map.StandbyEpochs, info.Gid, Epoch),
        MdsRoles = With(map.MdsRoles, info.Gid, Standby),
    });

    /// <summary>Changes what is known of a server, where it is.</summary>
    public void ChangeMds(ulong gid, Func<MdsInfo, MdsInfo> change)
    {
        if (Map.Standbys.TryGetValue(gid, out var standby))
        {
            Change(map => map with
            {
                Standbys = With(map.Standbys, gid, change(standby)),
                StandbyEpochs = With(map.StandbyEpochs, gid, Epoch),
            });
            return;
        }

        if (Map.MdsRoles.TryGetValue(gid, out var fs))
        {
            ChangeFilesystem(fs, map => map with { Daemons = With(map.Daemons, gid, change(map.Daemons[gid])) });
        }
    }

    /// <summary>Gives a server that stands by a rank. What it does first depends on what became of the one before it.</summary>
    public void Promote(ulong gid, int fs, int rank)
    {
        var info = Map.Standbys[gid];
        Change(map => map with
        {
            Standbys = Without(map.Standbys, gid),
            StandbyEpochs = Without(map.StandbyEpochs, gid),
            MdsRoles = With(map.MdsRoles, gid, fs),
        });
        ChangeFilesystem(fs, map =>
        {
            var state = map.Stopped.Contains(rank) ? MdsState.Starting : map.In.Contains(rank) ? MdsState.Replay : MdsState.Creating;
            var ranked = info with { Rank = rank, State = state, Incarnation = (int)Epoch };
            return map with
            {
                Compat = info.Compat == CompatSet.Empty ? map.Compat : info.Compat,
                Daemons = With(map.Daemons, gid, ranked),
                In = [.. map.In.Append(rank).Distinct().Order()],
                Incarnations = With(map.Incarnations, rank, (int)Epoch),
                Up = With(map.Up, rank, gid),
                Failed = [.. map.Failed.Where(failed => failed != rank)],
                Stopped = [.. map.Stopped.Where(stopped => stopped != rank)],
            };
        });
    }

    /// <summary>A server is gone. Its rank is failed, unless it had not begun or was done with it.</summary>
    /// <param name="osdEpoch">The OSD map from which on it can no longer write; 0 for one that had nothing to write.</param>
    public void Fail(ulong gid, uint osdEpoch)
    {
        if (Map.Standbys.ContainsKey(gid))
        {
            Change(map => map with
            {
                Standbys = Without(map.Standbys, gid),
                StandbyEpochs = Without(map.StandbyEpochs, gid),
                MdsRoles = Without(map.MdsRoles, gid),
            });
            return;
        }

        if (!Map.MdsRoles.TryGetValue(gid, out var fs) || Find(fs) is not { } filesystem)
        {
            return;
        }

        var info = filesystem.MdsMap.Daemons[gid];
        Change(map => map with { MdsRoles = Without(map.MdsRoles, gid) });
        ChangeFilesystem(fs, map => Removed(map, info) with
        {
            LastFailure = Epoch,
            LastFailureOsdEpoch = osdEpoch > 0 ? osdEpoch : map.LastFailureOsdEpoch,
            In = info.State == MdsState.Creating ? [.. map.In.Where(rank => rank != info.Rank)] : map.In,
            Failed = info.State is MdsState.Creating or MdsState.Starting or MdsState.StandbyReplay
                ? map.Failed
                : [.. map.Failed.Append(info.Rank).Distinct().Order()],
            Stopped = info.State == MdsState.Starting ? [.. map.Stopped.Append(info.Rank).Distinct().Order()] : map.Stopped,
        });
    }

    /// <summary>A server has given its rank back in order.</summary>
    public void Stop(ulong gid)
    {
        if (!Map.MdsRoles.TryGetValue(gid, out var fs) || Find(fs) is not { } filesystem)
        {
            return;
        }

        var info = filesystem.MdsMap.Daemons[gid];
        Change(map => map with { MdsRoles = Without(map.MdsRoles, gid) });
        ChangeFilesystem(fs, map => Removed(map, info) with
        {
            In = [.. map.In.Where(rank => rank != info.Rank)],
            Stopped = [.. map.Stopped.Append(info.Rank).Distinct().Order()],
        });
    }

    /// <summary>A server found its rank's metadata broken: nobody gets the rank until an operator says so.</summary>
    public void Damage(ulong gid, uint osdEpoch)
    {
        if (FindMds(gid) is not { Rank: >= 0 } info || !Map.MdsRoles.TryGetValue(gid, out var fs))
        {
            return;
        }

        Fail(gid, osdEpoch);
        ChangeFilesystem(fs, map => map with
        {
            Failed = [.. map.Failed.Where(rank => rank != info.Rank)],
            Damaged = [.. map.Damaged.Append(info.Rank).Distinct().Order()],
        });
    }

    /// <summary>Makes a file system. The first one is that of clients that name none.</summary>
    public Filesystem Create(string name, long metadataPool, long dataPool, FsMapOptions options, int? wantedId)
    {
        var id = wantedId ?? (int)Map.NextFilesystemId;
        var filesystem = new Filesystem(
            id,
            new MdsMap
            {
                Epoch = Epoch,
                FsName = name,
                Flags = MdsMapFlags.AllowSnaps | MdsMapFlags.AllowMultimdsSnaps,
                MaxMds = 1,
                MaxFileSize = options.MaxFileSize,
                SessionTimeout = 60,
                SessionAutoclose = 300,
                MetadataPool = metadataPool,
                DataPools = [dataPool],
                Compat = MdsCompat.Default,
                Created = now,
                Modified = now,
                Enabled = true,
                StandbyCountWanted = -1,
            },
            MirrorInfo.None);
        Change(map => map with
        {
            Filesystems = [.. map.Filesystems.Append(filesystem).OrderBy(static each => each.Id)],
            NextFilesystemId = Math.Max(map.NextFilesystemId, (ulong)id + 1),
            DefaultFilesystem = map.DefaultFilesystem == Standby ? id : map.DefaultFilesystem,
        });
        return filesystem;
    }

    public void Remove(int id) => Change(map => map with
    {
        Filesystems = [.. map.Filesystems.Where(filesystem => filesystem.Id != id)],
        DefaultFilesystem = map.DefaultFilesystem == id ? Standby : map.DefaultFilesystem,
    });

    private static MdsMap Removed(MdsMap map, MdsInfo info) => map with
    {
        Daemons = Without(map.Daemons, info.Gid),
        Up = info.State == MdsState.StandbyReplay ? map.Up : Without(map.Up, info.Rank),
    };

    private static SortedDictionary<TKey, TValue> With<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> map, TKey key, TValue value)
        where TKey : notnull =>
        new(map.ToDictionary()) { [key] = value };

    private static SortedDictionary<TKey, TValue> Without<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> map, TKey key)
        where TKey : notnull
    {
        var copy = new SortedDictionary<TKey, TValue>(map.ToDictionary());
        copy.Remove(key);
        return copy;
    }
}
