using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Fs;

public sealed partial record MdsMap
{
    // The names of the bits of RequiredClientFeatures, in their order.
    private static readonly string[] ClientFeatureNames =
    [
        "reserved", "reserved", "reserved", "reserved", "reserved", "jewel", "kraken", "luminous", "mimic", "reply_encoding",
        "reclaim_client", "lazy_caps_wanted", "multi_reconnect", "deleg_ino", "metric_collect", "alternate_name", "notify_session_state",
        "op_getvxattr", "32bits_retry_fwd", "new_snaprealm_info", "has_owner_uidgid", "client_mds_auth_caps", "charmap",
    ];

    /// <summary>Ceph's word for a feature that clients may be required to have; <c>unknown</c> past those of our releases.</summary>
    public static string ClientFeatureName(int bit) => bit >= 0 && bit < ClientFeatureNames.Length ? ClientFeatureNames[bit] : "unknown";

    /// <summary>As the key <c>mdsmap</c> of <c>ceph fs dump</c>.</summary>
    public void Dump(Utf8JsonWriter json, Release release)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", Epoch);
        json.WriteNumber("flags", (uint)Flags);
        if (release >= Release.Reef)
        {
            DumpFlags(json);
        }

        json.WriteNumber("ever_allowed_features", EverAllowedFeatures);
        json.WriteNumber("explicitly_allowed_features", ExplicitlyAllowedFeatures);
        json.WriteTime("created", Created);
        json.WriteTime("modified", Modified);
        json.WriteNumber("tableserver", Tableserver);
        json.WriteNumber("root", Root);
        json.WriteNumber("session_timeout", SessionTimeout);
        json.WriteNumber("session_autoclose", SessionAutoclose);
        DumpClientFeatures(json);
        json.WriteNumber("max_file_size", MaxFileSize);
        if (release >= Release.Reef)
        {
            json.WriteNumber("max_xattr_size", MaxXattrSize);
        }

        json.WriteNumber("last_failure", LastFailure);
        json.WriteNumber("last_failure_osd_epoch", LastFailureOsdEpoch);
        Compat.Dump(json, "compat");
        json.WriteNumber("max_mds", MaxMds);
        DumpRanks(json);
        DumpPools(json);
        json.WriteBoolean("enabled", Enabled);
        json.WriteString("fs_name", FsName);
        json.WriteString("balancer", Balancer);
        if (release >= Release.Reef)
        {
            json.WriteString("bal_rank_mask", BalanceRankMask);
        }

        json.WriteNumber("standby_count_wanted", Math.Max(0, StandbyCountWanted));
        if (release >= Release.Tentacle)
        {
            DumpQuiesceDb(json);
        }

        json.WriteEndObject();
    }

    private void DumpFlags(Utf8JsonWriter json)
    {
        json.WriteStartObject("flags_state");
        json.WriteBoolean("joinable", !Flags.HasFlag(MdsMapFlags.NotJoinable));
        json.WriteBoolean("allow_snaps", Flags.HasFlag(MdsMapFlags.AllowSnaps));
        json.WriteBoolean("allow_multimds_snaps", Flags.HasFlag(MdsMapFlags.AllowMultimdsSnaps));
        json.WriteBoolean("allow_standby_replay", Flags.HasFlag(MdsMapFlags.AllowStandbyReplay));
        json.WriteBoolean("refuse_client_session", Flags.HasFlag(MdsMapFlags.RefuseClientSession));
        json.WriteBoolean("refuse_standby_for_another_fs", Flags.HasFlag(MdsMapFlags.RefuseStandbyForAnotherFs));
        json.WriteBoolean("balance_automate", Flags.HasFlag(MdsMapFlags.BalanceAutomate));
        json.WriteEndObject();
    }

    private void DumpClientFeatures(Utf8JsonWriter json)
    {
        json.WriteStartObject("required_client_features");
        for (var bit = 0; bit < RequiredClientFeatures.Count * 64; bit++)
        {
            if ((RequiredClientFeatures[bit / 64] >> (bit % 64) & 1) != 0)
            {
                json.WriteString(
                    string.Create(CultureInfo.InvariantCulture, $"feature_{bit}"),
                    bit < ClientFeatureNames.Length ? ClientFeatureNames[bit] : "unknown");
            }
        }

        json.WriteEndObject();
    }

    private void DumpRanks(Utf8JsonWriter json)
    {
        json.WriteNumbers("in", In);
        json.WriteStartObject("up");
        foreach (var (rank, gid) in Up)
        {
            json.WriteNumber(string.Create(CultureInfo.InvariantCulture, $"mds_{rank}"), gid);
        }

        json.WriteEndObject();
        json.WriteNumbers("failed", Failed);
        json.WriteNumbers("damaged", Damaged);
        json.WriteNumbers("stopped", Stopped);
        json.WriteStartObject("info");
        foreach (var (gid, daemon) in Daemons)
        {
            json.WriteStartObject(string.Create(CultureInfo.InvariantCulture, $"gid_{gid}"));
            daemon.DumpMembers(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void DumpPools(Utf8JsonWriter json)
    {
        json.WriteStartArray("data_pools");
        foreach (var pool in DataPools)
        {
            json.WriteNumberValue(pool);
        }

        json.WriteEndArray();
        json.WriteNumber("metadata_pool", MetadataPool);
    }

    private void DumpQuiesceDb(Utf8JsonWriter json)
    {
        json.WriteNumber("qdb_leader", QuiesceDbLeader);
        json.WriteStartArray("qdb_cluster");
        foreach (var member in QuiesceDbMembers)
        {
            json.WriteNumberValue(member);
        }

        json.WriteEndArray();
    }
}
