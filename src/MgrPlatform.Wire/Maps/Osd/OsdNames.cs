using System.Text.Json;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>The keys that stand in a dump once for each OSD, encoded once for all.</summary>
internal static class OsdNames
{
    public static readonly JsonEncodedText Osd = JsonEncodedText.Encode("osd");
    public static readonly JsonEncodedText Uuid = JsonEncodedText.Encode("uuid");
    public static readonly JsonEncodedText Up = JsonEncodedText.Encode("up");
    public static readonly JsonEncodedText In = JsonEncodedText.Encode("in");
    public static readonly JsonEncodedText Weight = JsonEncodedText.Encode("weight");
    public static readonly JsonEncodedText PrimaryAffinity = JsonEncodedText.Encode("primary_affinity");
    public static readonly JsonEncodedText LastCleanBegin = JsonEncodedText.Encode("last_clean_begin");
    public static readonly JsonEncodedText LastCleanEnd = JsonEncodedText.Encode("last_clean_end");
    public static readonly JsonEncodedText UpFrom = JsonEncodedText.Encode("up_from");
    public static readonly JsonEncodedText UpThru = JsonEncodedText.Encode("up_thru");
    public static readonly JsonEncodedText DownAt = JsonEncodedText.Encode("down_at");
    public static readonly JsonEncodedText LostAt = JsonEncodedText.Encode("lost_at");
    public static readonly JsonEncodedText LaggyProbability = JsonEncodedText.Encode("laggy_probability");
    public static readonly JsonEncodedText LaggyInterval = JsonEncodedText.Encode("laggy_interval");
    public static readonly JsonEncodedText Features = JsonEncodedText.Encode("features");
    public static readonly JsonEncodedText OldWeight = JsonEncodedText.Encode("old_weight");
    public static readonly JsonEncodedText DeadEpoch = JsonEncodedText.Encode("dead_epoch");
    public static readonly JsonEncodedText PublicAddr = JsonEncodedText.Encode("public_addr");
    public static readonly JsonEncodedText ClusterAddr = JsonEncodedText.Encode("cluster_addr");
    public static readonly JsonEncodedText HeartbeatBackAddr = JsonEncodedText.Encode("heartbeat_back_addr");
    public static readonly JsonEncodedText HeartbeatFrontAddr = JsonEncodedText.Encode("heartbeat_front_addr");
}
