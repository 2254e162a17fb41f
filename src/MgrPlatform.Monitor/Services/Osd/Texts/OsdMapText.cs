using System.Globalization;
using System.Text;

using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;

namespace MgrPlatform.Monitor.Services.Osd.Texts;

/// <summary>The OSD map as <c>osd dump</c> prints it.</summary>
internal static class OsdMapText
{
    private const double UnitWeight = 0x10000;
    private const uint FullAffinity = 0x10000;

    public static string Of(OsdMap map)
    {
        var text = new StringBuilder();
        var (client, daemons) = (map.Client, map.Daemons);
        text.Append(
            CultureInfo.InvariantCulture, $"epoch {map.Epoch}\nfsid {client.Fsid}\ncreated {client.Created}\nmodified {client.Modified}\n");
        text.Append(
            CultureInfo.InvariantCulture, $"flags {string.Join(',', client.Flags.ToNames())}\ncrush_version {client.CrushVersion}\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"full_ratio {Ratio(daemons.FullRatio)}\nbackfillfull_ratio {Ratio(daemons.BackfillFullRatio)}\n");
        text.Append(CultureInfo.InvariantCulture, $"nearfull_ratio {Ratio(daemons.NearFullRatio)}\n");
        text.Append(
            CultureInfo.InvariantCulture, $"require_min_compat_client {Wire.Maps.ReleaseNames.ToName(daemons.RequireMinCompatClient)}\n");
        text.Append(CultureInfo.InvariantCulture, $"min_compat_client {Wire.Maps.ReleaseNames.ToName(map.MinimumClient())}\n");
        text.Append(CultureInfo.InvariantCulture, $"require_osd_release {Wire.Maps.ReleaseNames.ToName(daemons.RequireOsdRelease)}\n");
        text.Append(CultureInfo.InvariantCulture, $"stretch_mode_enabled {(daemons.Stretch.Enabled ? "true" : "false")}\n");
        foreach (var id in client.Pools.Keys)
        {
            text.Append(PoolLine.Of(map, id)).Append('\n');
            foreach (var line in PoolLine.Snapshots(client.Pools[id]))
            {
                text.Append(line).Append('\n');
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"max_osd {client.MaxOsd}\n");
        for (var osd = 0; osd < client.MaxOsd; osd++)
        {
            if (map.Exists(osd))
            {
                text.Append(OsdLine(map, osd)).Append('\n');
            }
        }

        AppendExceptions(text, client);
        foreach (var (address, until) in daemons.Blocklist)
        {
            text.Append(CultureInfo.InvariantCulture, $"blocklist {address.ToAddressAndNonce()} expires {until}\n");
        }

        return text.ToString();
    }

    public static string OsdLine(OsdMap map, int osd)
    {
        var info = map.Daemons.Infos[osd];
        var affinity = map.PrimaryAffinityOf(osd);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"osd.{osd}{(map.IsUp(osd) ? " up  " : " down")}{(map.IsIn(osd) ? " in " : " out")}");
        text.Append(CultureInfo.InvariantCulture, $" weight {OsdArguments.Number(map.WeightOf(osd) / UnitWeight)}");
        if (affinity != FullAffinity)
        {
            text.Append(CultureInfo.InvariantCulture, $" primary_affinity {OsdArguments.Number(affinity / UnitWeight)}");
        }

        text.Append(CultureInfo.InvariantCulture, $" up_from {info.UpFrom} up_thru {info.UpThru} down_at {info.DownAt}");
        text.Append(CultureInfo.InvariantCulture, $" last_clean_interval [{info.LastCleanBegin},{info.LastCleanEnd})");
        text.Append(CultureInfo.InvariantCulture, $" {map.Client.ClientAddresses[osd]} {map.Daemons.ClusterAddresses[osd]}");
        text.Append(CultureInfo.InvariantCulture, $" {string.Join(',', OsdFlagNames.ToStateNames(map.Client.OsdStates[osd]))}");
        if (map.Daemons.Uuids[osd] != Guid.Empty)
        {
            text.Append(CultureInfo.InvariantCulture, $" {map.Daemons.Uuids[osd]}");
        }

        return text.ToString();
    }

    private static void AppendExceptions(StringBuilder text, OsdMapClientPart client)
    {
        foreach (var (pg, osds) in client.PgUpmap)
        {
            text.Append(CultureInfo.InvariantCulture, $"pg_upmap {pg} [{string.Join(',', osds)}]\n");
        }

        foreach (var (pg, pairs) in client.PgUpmapItems)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"pg_upmap_items {pg} [{string.Join(',', pairs.SelectMany(static pair => (int[])[pair.From, pair.To]))}]\n");
        }

        foreach (var (pg, osds) in client.PgTemp)
        {
            text.Append(CultureInfo.InvariantCulture, $"pg_temp {pg} [{string.Join(',', osds.Select(Name))}]\n");
        }

        foreach (var (pg, osd) in client.PrimaryTemp)
        {
            text.Append(CultureInfo.InvariantCulture, $"primary_temp {pg} {osd}\n");
        }
    }

    private static string Name(int osd) =>
        osd == CrushMapper.NoDevice ? "NONE" : osd.ToString(CultureInfo.InvariantCulture);

    private static string Ratio(float ratio) => OsdArguments.Number(ratio);
}
