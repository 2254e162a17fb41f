using System.Globalization;
using System.Text;
using MgrPlatform.Wire.Maps.Fs;

namespace MgrPlatform.Monitor.Services.Fs;

/// <summary>
/// Maps of file systems as the monitors print them: <c>fs dump</c>, <c>fs get</c>, <c>mds stat</c>, and their lines in <c>status</c>.
/// </summary>
internal static class FsText
{
    public static string Dump(FsMap map)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"e{map.Epoch}\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"enable_multiple, ever_enabled_multiple: {Bit(map.EnableMultiple)},{Bit(map.EverEnabledMultiple)}\n");
        text.Append(CultureInfo.InvariantCulture, $"default compat: {MdsCompat.Text(map.Compat)}\n");
        text.Append(CultureInfo.InvariantCulture, $"legacy client fscid: {map.DefaultFilesystem}\n \n");
        if (map.Filesystems.Count == 0)
        {
            text.Append("No filesystems configured\n");
        }

        foreach (var filesystem in map.Filesystems)
        {
            text.Append(Filesystem(filesystem)).Append(" \n \n");
        }

        if (map.Standbys.Count > 0)
        {
            text.Append("Standby daemons:\n \n");
            foreach (var standby in map.Standbys.Values)
            {
                text.Append(Daemon(standby)).Append('\n');
            }
        }

        return text.ToString();
    }

    public static string Filesystem(Filesystem filesystem)
    {
        var map = filesystem.MdsMap;
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture, $"Filesystem '{map.FsName}' ({filesystem.Id})\nfs_name\t{map.FsName}\nepoch\t{map.Epoch}\n");
        text.Append(CultureInfo.InvariantCulture, $"flags\t{(uint)map.Flags:x}\ncreated\t{map.Created}\nmodified\t{map.Modified}\n");
        text.Append(CultureInfo.InvariantCulture, $"tableserver\t{map.Tableserver}\nroot\t{map.Root}\n");
        text.Append(CultureInfo.InvariantCulture, $"session_timeout\t{map.SessionTimeout}\nsession_autoclose\t{map.SessionAutoclose}\n");
        text.Append(
            CultureInfo.InvariantCulture, $"max_file_size\t{map.MaxFileSize}\nrequired_client_features\t{{{RequiredFeatures(map)}}}\n");
        text.Append(CultureInfo.InvariantCulture, $"last_failure\t{map.LastFailure}\nlast_failure_osd_epoch\t{map.LastFailureOsdEpoch}\n");
        text.Append(CultureInfo.InvariantCulture, $"compat\t{MdsCompat.Text(map.Compat)}\nmax_mds\t{map.MaxMds}\n");
        text.Append(CultureInfo.InvariantCulture, $"in\t{string.Join(',', map.In)}\n");
        text.Append(
            CultureInfo.InvariantCulture, $"up\t{{{string.Join(',', map.Up.Select(static pair => $"{pair.Key}={pair.Value}"))}}}\n");
        text.Append(CultureInfo.InvariantCulture, $"failed\t{string.Join(',', map.Failed)}\ndamaged\t{string.Join(',', map.Damaged)}\n");
        text.Append(
            CultureInfo.InvariantCulture, $"stopped\t{string.Join(',', map.Stopped)}\ndata_pools\t[{string.Join(',', map.DataPools)}]\n");
        text.Append(CultureInfo.InvariantCulture, $"metadata_pool\t{map.MetadataPool}\n");
        text.Append(
            CultureInfo.InvariantCulture, $"inline_data\t{(map.InlineDataEnabled ? "enabled" : "disabled")}\nbalancer\t{map.Balancer}\n");
        text.Append(CultureInfo.InvariantCulture, $"standby_count_wanted\t{Math.Max(0, map.StandbyCountWanted)}\n");
        foreach (var info in map.Daemons.Values.OrderBy(static info => info.Rank).ThenBy(static info => info.Incarnation))
        {
            text.Append(Daemon(info)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary><c>cephfs:1 {0=m=up:active} 1 up:standby</c>.</summary>
    public static string Stat(FsMap map)
    {
        List<string> parts = [];
        List<string> ranks = [];
        foreach (var filesystem in map.Filesystems)
        {
            var mds = filesystem.MdsMap;
            var prefix = map.Filesystems.Count > 1 ? mds.FsName + ":" : "";
            parts.Add(mds.Up.Count == mds.In.Count ? $"{mds.FsName}:{mds.In.Count}" : $"{mds.FsName}:{mds.Up.Count}/{mds.In.Count}");
            ranks.AddRange(
                mds.Up.Select(pair => $"{prefix}{pair.Key}={mds.Daemons[pair.Value].Name}={mds.Daemons[pair.Value].State.ToName()}"
                + (mds.Daemons[pair.Value].LaggySince.IsZero ? "" : "(laggy or crashed)")));
        }

        if (ranks.Count > 0)
        {
            parts.Add($"{{{string.Join(',', ranks)}}}");
        }

        if (map.Standbys.Count > 0)
        {
            parts.Add($"{map.Standbys.Count} up:standby");
        }

        var failed = map.Filesystems.Sum(static filesystem => filesystem.MdsMap.Failed.Count);
        return string.Join(' ', parts) + (failed > 0 ? $", {failed} failed" : "");
    }

    /// <summary>The line of <c>status</c> about metadata servers; null when there are none.</summary>
    public static string? Daemons(FsMap map)
    {
        if (map.Filesystems.Count == 0 && map.Standbys.Count == 0)
        {
            return null;
        }

        var up = map.Filesystems.Sum(static filesystem => filesystem.MdsMap.Up.Count);
        var inside = map.Filesystems.Sum(static filesystem => filesystem.MdsMap.In.Count);
        var failed = map.Filesystems.Sum(static filesystem => filesystem.MdsMap.Failed.Count);
        var replaying = map.Filesystems.Sum(static filesystem => filesystem.MdsMap.Daemons.Values.Count(
            static info => info.State == MdsState.StandbyReplay));
        return $"{up}/{inside} daemons up" + (failed > 0 ? $" ({failed} failed)" : "")
            + (map.Standbys.Count > 0 ? $", {map.Standbys.Count} standby" : "") + (replaying > 0 ? $", {replaying} hot standby" : "");
    }

    /// <summary>The line of <c>status</c> about file systems; null when there are none.</summary>
    public static string? Volumes(FsMap map)
    {
        if (map.Filesystems.Count == 0)
        {
            return null;
        }

        var maps = map.Filesystems.Select(static filesystem => filesystem.MdsMap).ToList();
        var failed = maps.Count(static mds => mds.Failed.Count + mds.Damaged.Count > 0);
        var recovering = maps.Count(static mds => mds.Failed.Count + mds.Damaged.Count == 0 && StandbyChoice.IsDegraded(mds));
        var stopped = maps.Count(static mds => mds.Failed.Count + mds.Damaged.Count == 0 && mds.In.Count == 0 && mds.MaxMds == 0);
        var healthy = maps.Count - failed - recovering - stopped;
        return $"{healthy}/{maps.Count} healthy" + (recovering > 0 ? $", {recovering} recovering" : "")
            + (failed > 0 ? $", {failed} failed" : "") + (stopped > 0 ? $", {stopped} stopped" : "");
    }

    public static string Daemon(MdsInfo info)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"[mds.{info.Name}{{{info.Rank}:{info.Gid}}} state {info.State.ToName()} seq {info.StateSequence}");
        if (!info.LaggySince.IsZero)
        {
            text.Append(CultureInfo.InvariantCulture, $" laggy since {info.LaggySince}");
        }

        if (info.ExportTargets.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" export targets {string.Join(',', info.ExportTargets)}");
        }

        if ((info.Flags & 1) != 0)
        {
            text.Append(" frozen");
        }

        if (info.JoinFilesystem >= 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" join_fscid={info.JoinFilesystem}");
        }

        return text.Append(CultureInfo.InvariantCulture, $" addr {info.Addresses} compat {MdsCompat.Masks(info.Compat)}]").ToString();
    }

    private static string RequiredFeatures(MdsMap map)
    {
        List<string> names = [];
        for (var bit = 0; bit < map.RequiredClientFeatures.Count * 64; bit++)
        {
            if ((map.RequiredClientFeatures[bit / 64] >> (bit % 64) & 1) != 0)
            {
                names.Add($"{bit}={MdsMap.ClientFeatureName(bit)}");
            }
        }

        return string.Join(',', names);
    }

    private static int Bit(bool value) => value ? 1 : 0;
}
