using System.Globalization;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Mgr;
using MgrPlatform.Monitor.Services.Osd;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Monitor.Services.Fs;

/// <summary>Commands that make, change and remove file systems, and fail metadata servers.</summary>
internal sealed class FsChangeCommands(FsMapService service)
{
    private const string Application = "cephfs";
    private const int PgCountMin = 15;
    private const int AutoscaleBias = 18;
    private const int RecoveryPriority = 3;

    public static IReadOnlyList<MonitorCommand> Of(FsMapService service)
    {
        var words = new FsChangeCommands(service);
        return new DeclaredCommands(FsCommands.Table)
            .Write("fs new", words.New)
            .Write("fs rm", words.Remove)
            .Write("fs fail", words.FailFilesystem)
            .Write("fs reset", words.Reset)
            .Write("fs set", words.Set)
            .Write("fs flag set", words.SetFlag)
            .Write("fs add_data_pool", words.AddDataPool)
            .Write("fs rm_data_pool", words.RemoveDataPool)
            .Write("fs set-default", words.SetDefault)
            .Write("fs set_default", words.SetDefault)
            .Write("mds fail", words.FailDaemon)
            .Write("mds rm", words.RemoveDaemon)
            .Write("mds repaired", words.Repaired)
            .Write("mds rmfailed", words.RemoveFailed)
            .Commands;
    }

    private PendingFsMap Pending => service.Pending;

    private CommandOutcome New(CommandCall call)
    {
        if (!service.Osds.IsWriteable)
        {
            return CommandOutcome.Retry; // Its pools are marked in the same proposal.
        }

        var name = call.Arguments.String("fs_name");
        var (metadataName, dataName) = (call.Arguments.String("metadata"), call.Arguments.String("data"));
        if (Pending.Find(name) is not null)
        {
            return service.Map.Filesystems.Any(filesystem => filesystem.MdsMap.FsName == name)
                ? CommandOutcome.Answer(CommandResult.Said($"filesystem '{name}' already exists"))
                : CommandOutcome.AfterCommit(CommandResult.Said($"filesystem '{name}' already exists"));
        }

        var metadata = FindPool(metadataName);
        var data = FindPool(dataName);
        if (metadata == data)
        {
            throw new CommandException(Errno.Invalid, "data and metadata pools must not be the same");
        }

        if (!call.Arguments.Flag("force") && HasObjects(metadata))
        {
            throw new CommandException(
                Errno.Invalid, $"pool '{metadataName}' already contains some objects. Use an empty pool instead.");
        }

        foreach (var (pool, poolName) in ((long, string)[])[(metadata, metadataName), (data, dataName)])
        {
            if (UserOf(pool) is { } user && !call.Arguments.Flag("force"))
            {
                throw new CommandException(Errno.Invalid, $"pool '{poolName}' is already in use by filesystem '{user}'");
            }
        }

        if (service.Osds.Pending.FindPool(metadata)!.Type == PoolCreation.Erasure)
        {
            throw new CommandException(
                Errno.Invalid, $"pool '{metadataName}' (id '{metadata}') is an erasure-coded pool, with no overwrite support");
        }

        Mark(metadata, "metadata", name);
        Mark(data, "data", name);
        TuneMetadata(metadata);
        Pending.Create(name, metadata, data, service.Options, (int?)call.Arguments.FindInteger("fscid"));
        return After($"{BulkHint(data, dataName)}new fs with metadata pool {metadata} and data pool {data}");
    }

    private long FindPool(string name) => service.Osds.Pending.FindPool(name)
        ?? (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && service.Osds.Pending.FindPool(id) is not null
            ? id
            : throw new CommandException(Errno.NotFound, $"pool '{name}' does not exist"));

    // As far as the manager has told.
    private bool HasObjects(long pool)
    {
        var digest = service.Context.Services.OfType<MgrStatService>().FirstOrDefault()?.Digest;
        return digest?.Pools.GetValueOrDefault((int)pool)?.Stats[ObjectStat.Objects] > 0;
    }

    private string? UserOf(long pool) => Pending.Map.Filesystems
        .FirstOrDefault(filesystem => filesystem.MdsMap.MetadataPool == pool || filesystem.MdsMap.DataPools.Contains(pool))?.MdsMap.FsName;

    private void Mark(long id, string key, string name)
    {
        var osds = service.Osds.Pending;
        var pool = osds.FindPool(id)!;
        var applications = new SortedDictionary<string, OrderedDictionary<string, string>>(
            pool.Applications.ToDictionary(), StringComparer.Ordinal);
        var metadata = applications.TryGetValue(Application, out var known)
            ? new SortedDictionary<string, string>(known.ToDictionary(), StringComparer.Ordinal)
            : new SortedDictionary<string, string>(StringComparer.Ordinal);
        metadata[key] = name;
        applications[Application] = new OrderedDictionary<string, string>(metadata);
        osds.NewPools[id] = pool with { Applications = applications };
        service.Osds.Propose();
    }

    // Metadata are few and precious: more groups than their size asks for, and recovered first.
    private void TuneMetadata(long id)
    {
        var osds = service.Osds.Pending;
        var pool = osds.NewPools[id];
        pool = PoolSetCommands.With(pool, RecoveryPriority, PoolOption.Of(5L));
        pool = PoolSetCommands.With(pool, PgCountMin, PoolOption.Of(16L));
        osds.NewPools[id] = PoolSetCommands.With(pool, AutoscaleBias, PoolOption.Of(4.0));
    }

    private string BulkHint(long id, string name)
    {
        var pool = service.Osds.Pending.FindPool(id)!;
        return pool.AutoscaleMode == 2 && (pool.Flags & PoolSetCommands.Bulk) == 0
            ? $"  Pool '{name}' (id '{id}') has pg autoscale mode 'on' but is not marked as bulk.\n  Consider setting the flag by running\n"
                + $"    # ceph osd pool set {name} bulk true\n"
            : "";
    }

    private CommandOutcome Remove(CommandCall call)
    {
        var name = call.Arguments.String("fs_name");
        if (Pending.Find(name) is not { } filesystem)
        {
            return CommandOutcome.Answer(CommandResult.Said($"filesystem '{name}' does not exist"));
        }

        if (filesystem.MdsMap.Up.Count > 0)
        {
            throw new CommandException(
                Errno.Invalid, "all MDS daemons must be inactive/failed before removing filesystem. See `ceph fs fail`.");
        }

        if (!call.Arguments.Flag("yes_i_really_mean_it"))
        {
            throw new CommandException(
                Errno.Permission,
                $"this is a DESTRUCTIVE operation and will make data in your filesystem permanently inaccessible.  "
                + "Add --yes-i-really-mean-it if you are sure you wish to continue.");
        }

        foreach (var gid in filesystem.MdsMap.Daemons.Keys.ToList())
        {
            service.Fail(gid);
        }

        Pending.Remove(filesystem.Id);
        return After("");
    }

    private CommandOutcome FailFilesystem(CommandCall call)
    {
        if (!service.Osds.IsWriteable)
        {
            return CommandOutcome.Retry;
        }

        var filesystem = Find(call);
        Pending.ChangeFilesystem(filesystem.Id, static map => map with { Flags = map.Flags | MdsMapFlags.NotJoinable });
        foreach (var gid in filesystem.MdsMap.Daemons.Keys.ToList())
        {
            service.Fail(gid);
        }

        return After($"{filesystem.MdsMap.FsName} marked not joinable; MDS cannot join the cluster. All MDS ranks marked failed.");
    }

    private CommandOutcome Reset(CommandCall call)
    {
        var filesystem = Find(call);
        if (filesystem.MdsMap.Daemons.Count > 0)
        {
            throw new CommandException(
                Errno.Invalid,
                "all MDS daemons must be inactive before resetting filesystem: "
                + "set the cluster_down flag and use `ceph mds fail` to make this so");
        }

        if (!call.Arguments.Flag("yes_i_really_mean_it"))
        {
            throw new CommandException(
                Errno.Permission,
                "this is a potentially destructive operation, only for use by experts in disaster recovery.  "
                + "Add --yes-i-really-mean-it if you are sure you wish to continue.");
        }

        Pending.ChangeFilesystem(filesystem.Id, static map => map with
        {
            In = [0],
            Failed = [0],
            Stopped = [],
            Damaged = [],
            MaxMds = 1,
            Flags = map.Flags & ~MdsMapFlags.NotJoinable,
        });
        return After("");
    }

    private CommandOutcome Set(CommandCall call)
    {
        var filesystem = Find(call);
        var (variable, value) = (call.Arguments.String("var"), call.Arguments.String("val"));
        var name = filesystem.MdsMap.FsName;
        var said = "";
        Func<MdsMap, MdsMap> change = variable switch
        {
            "max_mds" => SetMaxMds(value),
            "max_file_size" => map => map with { MaxFileSize = (ulong)Whole(value) },
            "session_timeout" => map => map with { SessionTimeout = Seconds(value) },
            "session_autoclose" => map => map with { SessionAutoclose = Seconds(value) },
            "standby_count_wanted" => map => map with { StandbyCountWanted = (int)Whole(value) },
            "balancer" => map => map with { Balancer = value },
            "inline_data" => map => map with { InlineDataEnabled = IsTrue(value) },
            "allow_new_snaps" => Flag(MdsMapFlags.AllowSnaps, IsTrue(value)),
            "allow_standby_replay" => Flag(MdsMapFlags.AllowStandbyReplay, IsTrue(value)),
            "joinable" => Flag(MdsMapFlags.NotJoinable, !IsTrue(value)),
            "cluster_down" => Flag(MdsMapFlags.NotJoinable, IsTrue(value)),
            "down" when IsTrue(value) => map => map with { OldMaxMds = map.MaxMds > 0 ? map.MaxMds : map.OldMaxMds, MaxMds = 0 },
            "down" => map => map with { MaxMds = Math.Max(1, map.OldMaxMds), OldMaxMds = 0 },
            _ => throw new CommandException(Errno.Invalid, $"unknown variable {variable}"),
        };
        Pending.ChangeFilesystem(filesystem.Id, change);
        said = variable switch
        {
            "joinable" or "cluster_down" => Pending.Find(name)!.MdsMap.Flags.HasFlag(MdsMapFlags.NotJoinable)
                ? $"{name} marked not joinable; MDS cannot join as newly active."
                : $"{name} marked joinable; MDS may join as newly active.",
            "down" when IsTrue(value) => $"{name} marked down. ",
            "down" => $"{name} marked up, max_mds = {Pending.Find(name)!.MdsMap.MaxMds}",
            "inline_data" => IsTrue(value) ? "inline data enabled" : "inline data disabled",
            "allow_new_snaps" => IsTrue(value) ? "enabled new snapshots" : "disabled new snapshots",
            _ => said,
        };
        return After(said);
    }

    private static Func<MdsMap, MdsMap> SetMaxMds(string value)
    {
        var count = Whole(value);
        return count switch
        {
            0 => throw new CommandException(
                Errno.Invalid, "max_mds must be greater than 0. Use `ceph fs set <fs> down true` to take it down."),
            > 256 => throw new CommandException(Errno.Invalid, "may not have more than 256 MDS ranks"),
            _ => map => map with { MaxMds = (int)count },
        };
    }

    private static Func<MdsMap, MdsMap> Flag(MdsMapFlags flag, bool isSet) =>
        map => map with { Flags = isSet ? map.Flags | flag : map.Flags & ~flag };

    private CommandOutcome SetFlag(CommandCall call)
    {
        var isOn = IsTrue(call.Arguments.String("val"));
        if (call.Arguments.String("flag_name") != "enable_multiple")
        {
            throw new CommandException(Errno.Invalid, $"Unknown flag '{call.Arguments.String("flag_name")}'");
        }

        Pending.Change(map => map with { EnableMultiple = isOn, EverEnabledMultiple = map.EverEnabledMultiple || isOn });
        return After("");
    }

    private CommandOutcome AddDataPool(CommandCall call)
    {
        if (!service.Osds.IsWriteable)
        {
            return CommandOutcome.Retry;
        }

        var filesystem = Find(call);
        var name = call.Arguments.String("pool");
        var pool = FindPool(name);
        if (filesystem.MdsMap.DataPools.Contains(pool))
        {
            return CommandOutcome.Answer(CommandResult.Said($"data pool {pool} is already on fs {filesystem.MdsMap.FsName}"));
        }

        if (UserOf(pool) is { } user)
        {
            throw new CommandException(Errno.Invalid, $"pool '{name}' is already in use by filesystem '{user}'");
        }

        Mark(pool, "data", filesystem.MdsMap.FsName);
        Pending.ChangeFilesystem(filesystem.Id, map => map with { DataPools = [.. map.DataPools, pool] });
        return After($"{BulkHint(pool, name)}added data pool {pool} to fsmap");
    }

    private CommandOutcome RemoveDataPool(CommandCall call)
    {
        var filesystem = Find(call);
        var pool = FindPool(call.Arguments.String("pool"));
        if (filesystem.MdsMap.DataPools.FirstOrDefault(-1) == pool)
        {
            throw new CommandException(Errno.Invalid, "cannot remove default data pool");
        }

        if (!filesystem.MdsMap.DataPools.Contains(pool))
        {
            return CommandOutcome.Answer(CommandResult.Said($"data pool {pool} is not on fs {filesystem.MdsMap.FsName}"));
        }

        Pending.ChangeFilesystem(filesystem.Id, map => map with { DataPools = [.. map.DataPools.Where(each => each != pool)] });
        return After($"removed data pool {pool} from fsmap");
    }

    private CommandOutcome SetDefault(CommandCall call)
    {
        var name = call.Arguments.String("fs_name");
        var filesystem = Pending.Find(name) ?? throw new CommandException(Errno.NotFound, $"filesystem '{name}' does not exist");
        Pending.Change(map => map with { DefaultFilesystem = filesystem.Id });
        return After("");
    }

    private CommandOutcome FailDaemon(CommandCall call)
    {
        if (!service.Osds.IsWriteable)
        {
            return CommandOutcome.Retry;
        }

        var who = call.Arguments.String("role_or_gid");
        if (Resolve(who) is not { } info)
        {
            // Pacific says it twice, without a blank between.
            return CommandOutcome.Answer(CommandResult.Said(
                $"MDS named '{who}' does not exist, or is not up"
                + $"MDS named '{who}' does not exist, is not up or you lack the permission to see."));
        }

        service.Fail(info.Gid);
        return After($"failed mds gid {info.Gid}");
    }

    private CommandOutcome RemoveDaemon(CommandCall call)
    {
        var gid = (ulong)call.Arguments.Integer("gid");
        if (Pending.FindMds(gid) is not { } info)
        {
            return CommandOutcome.Answer(CommandResult.Said($"mds gid {gid} does not exist"));
        }

        if (info.Rank >= 0)
        {
            throw new CommandException(Errno.Busy, $"cannot remove active mds.{info.Name} rank {info.Rank}");
        }

        Pending.Fail(gid, 0);
        return After($"removed mds gid {gid}");
    }

    private CommandOutcome Repaired(CommandCall call)
    {
        var (filesystem, rank) = Role(call);
        if (!filesystem.MdsMap.Damaged.Contains(rank))
        {
            return CommandOutcome.Answer(CommandResult.Said($"nothing to do: rank is not damaged"));
        }

        Pending.ChangeFilesystem(filesystem.Id, map => map with
        {
            Damaged = [.. map.Damaged.Where(each => each != rank)],
            Failed = [.. map.Failed.Append(rank).Order()],
        });
        return After($"repaired: restoring rank {filesystem.Id}:{rank}");
    }

    private CommandOutcome RemoveFailed(CommandCall call)
    {
        if (!call.Arguments.Flag("yes_i_really_mean_it"))
        {
            throw new CommandException(
                Errno.Permission,
                "WARNING: this can make your filesystem inaccessible! Add --yes-i-really-mean-it if you are sure you wish to continue.");
        }

        var (filesystem, rank) = Role(call);
        Pending.ChangeFilesystem(filesystem.Id, map => map with { Failed = [.. map.Failed.Where(each => each != rank)] });
        return After($"removed failed mds.{filesystem.Id}:{rank}");
    }

    // <rank>, or <file system's name or id>:<rank>.
    private (Filesystem Filesystem, int Rank) Role(CommandCall call)
    {
        var role = call.Arguments.String("role");
        var colon = role.IndexOf(':', StringComparison.Ordinal);
        var fsName = colon < 0 ? "" : role[..colon];
        var filesystem = Pending.Map.Filesystems.FirstOrDefault(each => colon < 0
            ? each.Id == Pending.Map.DefaultFilesystem
            : each.MdsMap.FsName == fsName || each.Id.ToString(CultureInfo.InvariantCulture) == fsName);
        return filesystem is not null && int.TryParse(role[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var rank)
            ? (filesystem, rank)
            : throw new CommandException(Errno.Invalid, $"invalid role '{role}'");
    }

    private MdsInfo? Resolve(string who)
    {
        var all = PendingFsMap.All(Pending.Map).ToList();
        var colon = who.IndexOf(':', StringComparison.Ordinal);
        return all.FirstOrDefault(info => info.Name == who || info.Gid.ToString(CultureInfo.InvariantCulture) == who)
            ?? Pending.Map.Filesystems
                .Where(filesystem => colon < 0 ? filesystem.Id == Pending.Map.DefaultFilesystem : filesystem.MdsMap.FsName == who[..colon])
                .SelectMany(static filesystem => filesystem.MdsMap.Daemons.Values)
                .FirstOrDefault(info => info.Rank.ToString(CultureInfo.InvariantCulture) == who[(colon + 1)..]);
    }

    private Filesystem Find(CommandCall call)
    {
        var name = call.Arguments.String("fs_name");
        return Pending.Find(name) ?? throw new CommandException(Errno.NotFound, $"Filesystem not found: '{name}'");
    }

    private static bool IsTrue(string value) => value switch
    {
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        _ => throw new CommandException(Errno.Invalid, "value must be false|no|0 or true|yes|1"),
    };

    private static long Whole(string value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new CommandException(
            Errno.Invalid, $"error parsing integer value '{value}': Expected option value to be integer, got '{value}'");

    private static uint Seconds(string value) => Whole(value) is >= 30 and <= uint.MaxValue and var seconds
        ? (uint)seconds
        : throw new CommandException(Errno.Invalid, "session_timeout must be at least 30 seconds");

    private static CommandOutcome After(string status) => CommandOutcome.AfterCommit(CommandResult.Said(status));
}
