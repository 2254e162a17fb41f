using System.Text.Json;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

public sealed partial record OsdMap
{
    private const uint FullAffinity = 0x10000;

    // The bytes come from a peer: a list may be shorter than the number of OSDs says.
    public OsdState StateOf(int osd) => osd >= 0 && osd < Client.OsdStates.Count ? (OsdState)Client.OsdStates[osd] : OsdState.None;

    public bool Exists(int osd) => StateOf(osd).HasFlag(OsdState.Exists);

    public bool IsUp(int osd) => StateOf(osd).HasFlag(OsdState.Exists | OsdState.Up);

    public bool IsIn(int osd) => Exists(osd) && WeightOf(osd) > 0;

    /// <summary>0x10000 is wholly in.</summary>
    public uint WeightOf(int osd) => osd >= 0 && osd < Client.OsdWeights.Count ? Client.OsdWeights[osd] : 0;

    public uint PrimaryAffinityOf(int osd) => osd >= 0 && osd < Client.PrimaryAffinity.Count ? Client.PrimaryAffinity[osd] : FullAffinity;

    private static T At<T>(IReadOnlyList<T> list, int index, T otherwise) => index < list.Count ? list[index] : otherwise;

    private void DumpOsds(Utf8JsonWriter json)
    {
        json.WriteStartArray("osds");
        for (var osd = 0; osd < Client.OsdStates.Count; osd++)
        {
            if (Exists(osd))
            {
                DumpOsd(json, osd);
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("osd_xinfo");
        for (var osd = 0; osd < Client.OsdStates.Count; osd++)
        {
            if (Exists(osd))
            {
                DumpExtraInfo(json, osd, At(Daemons.ExtraInfos, osd, OsdExtraInfo.None));
            }
        }

        json.WriteEndArray();
    }

    /// <summary>One OSD, as in <c>ceph osd dump</c>.</summary>
    public void DumpOsd(Utf8JsonWriter json, int osd)
    {
        var info = At(Daemons.Infos, osd, default);
        json.WriteStartObject();
        json.WriteNumber("osd", osd);
        json.WriteString("uuid", At(Daemons.Uuids, osd, Guid.Empty));
        json.WriteNumber("up", IsUp(osd) ? 1 : 0);
        json.WriteNumber("in", IsIn(osd) ? 1 : 0);
        json.WriteNumber("weight", WeightOf(osd) / UnitWeight);
        json.WriteNumber("primary_affinity", PrimaryAffinityOf(osd) / UnitWeight);
        json.WriteNumber("last_clean_begin", info.LastCleanBegin);
        json.WriteNumber("last_clean_end", info.LastCleanEnd);
        json.WriteNumber("up_from", info.UpFrom);
        json.WriteNumber("up_thru", info.UpThru);
        json.WriteNumber("down_at", info.DownAt);
        json.WriteNumber("lost_at", info.LostAt);
        DumpAddresses(json, osd);
        json.WriteStrings("state", OsdFlagNames.ToStateNames(Client.OsdStates[osd]));
        json.WriteEndObject();
    }

    private void DumpAddresses(Utf8JsonWriter json, int osd)
    {
        var client = At(Client.ClientAddresses, osd, EntityAddressVector.Empty);
        var cluster = At(Daemons.ClusterAddresses, osd, EntityAddressVector.Empty);
        var back = At(Daemons.HeartbeatBackAddresses, osd, EntityAddressVector.Empty);
        var front = At(Daemons.HeartbeatFrontAddresses, osd, EntityAddressVector.Empty);
        json.WriteAddresses("public_addrs", client);
        json.WriteAddresses("cluster_addrs", cluster);
        json.WriteAddresses("heartbeat_back_addrs", back);
        json.WriteAddresses("heartbeat_front_addrs", front);
        json.WriteString("public_addr", client.Legacy.ToAddressAndNonce());
        json.WriteString("cluster_addr", cluster.Legacy.ToAddressAndNonce());
        json.WriteString("heartbeat_back_addr", back.Legacy.ToAddressAndNonce());
        json.WriteString("heartbeat_front_addr", front.Legacy.ToAddressAndNonce());
    }

    private static void DumpExtraInfo(Utf8JsonWriter json, int osd, OsdExtraInfo info)
    {
        json.WriteStartObject();
        json.WriteNumber("osd", osd);
        json.WriteTime("down_stamp", info.DownStamp);
        json.WriteNumber("laggy_probability", info.LaggyProbability / (double)uint.MaxValue);
        json.WriteNumber("laggy_interval", info.LaggyInterval);
        json.WriteNumber("features", (ulong)info.Features);
        json.WriteNumber("old_weight", info.OldWeight);
        json.WriteTime("last_purged_snaps_scrub", info.LastPurgedSnapsScrub);
        json.WriteNumber("dead_epoch", info.DeadEpoch);
        json.WriteEndObject();
    }
}
