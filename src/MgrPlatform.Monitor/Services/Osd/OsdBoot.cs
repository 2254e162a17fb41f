using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>What changes in the map when an OSD starts. Pure.</summary>
internal static class OsdBoot
{
    public static void Apply(PendingOsdMap map, MOSDBoot boot, EntityAddressVector clientAddresses, OsdMapOptions options, UTime now)
    {
        var osd = boot.Superblock.WhoAmI;
        var before = map.StateOf(osd);
        map.NewUpClient[osd] = clientAddresses;
        map.NewUpCluster[osd] = boot.ClusterAddresses;
        map.NewHeartbeatBackUp[osd] = boot.HeartbeatBackAddresses;
        map.NewHeartbeatFrontUp[osd] = boot.HeartbeatFrontAddresses;
        if (map.Current.Daemons.Uuids[osd] != boot.Superblock.OsdFsid)
        {
            map.NewUuid[osd] = boot.Superblock.OsdFsid;
        }

        ApplyHistory(map, boot.Superblock);
        map.NewExtraInfo[osd] = Lagginess(map.ExtraInfoOf(osd), boot, options, now) with { Features = boot.Features };
        var comesIn = (before & (OsdState.AutoOut | OsdState.New)) != OsdState.None;
        if (comesIn && !map.Forbids(osd, OsdMapFlags.NoIn, OsdState.NoIn))
        {
            map.MarkIn(osd);
        }
    }

    private static void ApplyHistory(PendingOsdMap map, OsdSuperblock superblock)
    {
        var osd = superblock.WhoAmI;
        var info = map.InfoOf(osd);
        if (superblock.NewestMap == 0 && info.UpFrom > info.LostAt)
        {
            map.NewLost[osd] = map.Current.Epoch; // A new disk under an old number: what it had is lost.
        }

        // Since when until when it served without a break before it stopped in order.
        var isNewer = superblock.Mounted > info.LastCleanBegin
            || (superblock.Mounted == info.LastCleanBegin && superblock.CleanThru > info.LastCleanEnd);
        if (superblock.Mounted > 0 && isNewer)
        {
            map.NewLastCleanInterval[osd] = (superblock.Mounted, superblock.CleanThru);
        }
    }

    // An OSD that comes back in the same start was not dead, only slow: reports about it are believed less.
    private static OsdExtraInfo Lagginess(OsdExtraInfo info, MOSDBoot boot, OsdMapOptions options, UTime now)
    {
        var weight = options.LaggyWeight;
        if (boot.BootEpoch == 0)
        {
            return info with
            {
                LaggyProbability = (uint)(info.LaggyProbability * (1 - weight)),
                LaggyInterval = (uint)(info.LaggyInterval * (1 - weight)),
            };
        }

        if (info.DownStamp.IsZero)
        {
            return info;
        }

        var interval = now.Seconds > info.DownStamp.Seconds ? now.Seconds - info.DownStamp.Seconds : 0;
        return info with
        {
            LaggyInterval = (uint)((interval * weight) + (info.LaggyInterval * (1 - weight))),
            LaggyProbability = (uint)((uint.MaxValue * weight) + (info.LaggyProbability * (1 - weight))),
        };
    }
}
