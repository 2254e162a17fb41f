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
        json.WriteNumber(OsdNames.Osd, osd);
        json.WriteString(OsdNames.Uuid, At(Daemons.Uuids, osd, Guid.Empty));
        json.WriteNumber(OsdNames.Up, IsUp(osd) ? 1 : 0);
        json.WriteNumber(OsdNames.In, IsIn(osd) ? 1 : 0);
        json.WriteNumber(OsdNames.Weight, WeightOf(osd) / UnitWeight);
        json.WriteNumber(OsdNames.PrimaryAffinity, PrimaryAffinityOf(osd) / UnitWeight);
        json.WriteNumber(OsdNames.LastCleanBegin, info.LastCleanBegin);
        json.WriteNumber(OsdNames.LastCleanEnd, info.LastCleanEnd);
        json.WriteNumber(OsdNames.UpFrom, info.UpFrom);
        json.WriteNumber(OsdNames.UpThru, info.UpThru);
        json.WriteNumber(OsdNames.DownAt, info.DownAt);
        json.WriteNumber(OsdNames.LostAt, info.LostAt);
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
        json.WriteLegacyAddress(OsdNames.PublicAddr, client.Legacy);
        json.WriteLegacyAddress(OsdNames.ClusterAddr, cluster.Legacy);
        json.WriteLegacyAddress(OsdNames.HeartbeatBackAddr, back.Legacy);
        json.WriteLegacyAddress(OsdNames.HeartbeatFrontAddr, front.Legacy);
    }

    private static void DumpExtraInfo(Utf8JsonWriter json, int osd, OsdExtraInfo info)
    {
        json.WriteStartObject();
        json.WriteNumber(OsdNames.Osd, osd);
        json.WriteTime("down_stamp", info.DownStamp);
        json.WriteNumber(OsdNames.LaggyProbability, info.LaggyProbability / (double)uint.MaxValue);
        json.WriteNumber(OsdNames.LaggyInterval, info.LaggyInterval);
        json.WriteNumber(OsdNames.Features, (ulong)info.Features);
        json.WriteNumber(OsdNames.OldWeight, info.OldWeight);
        json.WriteTime("last_purged_snaps_scrub", info.LastPurgedSnapsScrub);
        json.WriteNumber(OsdNames.DeadEpoch, info.DeadEpoch);
        json.WriteEndObject();
    }
}
