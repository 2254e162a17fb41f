using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

public sealed partial record PgPool
{
    private const ulong PoolSnapsFlag = 1 << 14;

    // A pool that claims more hit sets than any has is not listed to its end.
    private const uint DumpedGrades = 10_000;

    private static readonly string[] CacheModes = ["none", "writeback", "forward", "readonly", "readforward", "readproxy", "proxy"];
    private static readonly string[] AutoscaleModes = ["off", "warn", "on"];

    /// <summary>
    /// As an element of <c>pools</c> in <c>ceph osd dump</c>, but for <c>read_balance</c>, which Reef computes from the placement.
    /// </summary>
    /// <param name="label">What the id is called: <c>osd pool ls detail</c> has a word of its own.</param>
    public void Dump(Utf8JsonWriter json, long id, string name, Release release, string label = "pool")
    {
        json.WriteStartObject();
        json.WriteNumber(label, id);
        json.WriteString("pool_name", name);
        json.WriteTime("create_time", CreateTime);
        json.WriteNumber("flags", Flags);
        json.WriteString("flags_names", string.Join(',', OsdFlagNames.ToPoolFlagNames(Flags)));
        DumpPlacement(json, release);
        DumpSnaps(json);
        DumpTiers(json);
        DumpHitSets(json);
        json.WriteNumber("stripe_width", StripeWidth);
        json.WriteNumber("expected_num_objects", ExpectedObjects);
        json.WriteBoolean("fast_read", FastRead);
        if (release >= Release.Tentacle)
        {
            json.WriteString("nonprimary_shards", ShardsToText());
        }

        Options.Dump(json);
        json.WriteStartObject("application_metadata");
        foreach (var (application, values) in Applications)
        {
            json.WriteStringMap(application, values);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void DumpPlacement(Utf8JsonWriter json, Release release)
    {
        var peering = PeeringCrush ?? Osd.PeeringCrush.None;
        json.WriteNumber("type", Type);
        json.WriteNumber("size", Size);
        json.WriteNumber("min_size", MinSize);
        json.WriteNumber("crush_rule", CrushRule);
        json.WriteNumber("peering_crush_bucket_count", peering.BucketCount);
        json.WriteNumber("peering_crush_bucket_target", peering.BucketTarget);
        json.WriteNumber("peering_crush_bucket_barrier", peering.BucketBarrier);
        json.WriteNumber("peering_crush_bucket_mandatory_member", peering.MandatoryMember);
        if (release >= Release.Tentacle)
        {
            json.WriteBoolean("is_stretch_pool", peering.BucketCount != 0);
        }

        json.WriteNumber("object_hash", ObjectHash);
        json.WriteString("pg_autoscale_mode", AutoscaleMode < AutoscaleModes.Length ? AutoscaleModes[AutoscaleMode] : "???");
        json.WriteNumber("pg_num", PgCount);
        json.WriteNumber("pg_placement_num", PgpCount);
        json.WriteNumber("pg_placement_num_target", PgpCountTarget);
        json.WriteNumber("pg_num_target", PgCountTarget);
        json.WriteNumber("pg_num_pending", PgCountPending);
        LastPgMerge.Dump(json);
        WriteText(json, "last_change", LastChange);
        WriteText(json, "last_force_op_resend", LastForceOpResend);
        WriteText(json, "last_force_op_resend_prenautilus", LastForceOpResendPrenautilus);
        WriteText(json, "last_force_op_resend_preluminous", LastForceOpResendPreluminous);
        json.WriteNumber("auid", Auid);
    }

    private void DumpSnaps(Utf8JsonWriter json)
    {
        json.WriteString("snap_mode", (Flags & PoolSnapsFlag) != 0 ? "pool" : "selfmanaged");
        json.WriteNumber("snap_seq", SnapSequence);
        json.WriteNumber("snap_epoch", SnapEpoch);
        json.WriteStartArray("pool_snaps");
        foreach (var (_, snap) in Snaps)
        {
            json.WriteStartObject();
            json.WriteNumber("snapid", snap.Id);
            json.WriteTime("stamp", snap.Stamp);
            json.WriteString("name", snap.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("removed_snaps", $"[{string.Join(',', RemovedSnaps)}]");
        json.WriteNumber("quota_max_bytes", QuotaMaxBytes);
        json.WriteNumber("quota_max_objects", QuotaMaxObjects);
    }

    private void DumpTiers(Utf8JsonWriter json)
    {
        json.WriteStartArray("tiers");
        foreach (var tier in Tiers)
        {
            json.WriteNumberValue(tier);
        }

        json.WriteEndArray();
        json.WriteNumber("tier_of", TierOf);
        json.WriteNumber("read_tier", ReadTier);
        json.WriteNumber("write_tier", WriteTier);
        json.WriteString("cache_mode", CacheMode < CacheModes.Length ? CacheModes[CacheMode] : "unknown");
        json.WriteNumber("target_max_bytes", TargetMaxBytes);
        json.WriteNumber("target_max_objects", TargetMaxObjects);
        json.WriteNumber("cache_target_dirty_ratio_micro", CacheTargetDirtyRatioMicro);
        json.WriteNumber("cache_target_dirty_high_ratio_micro", CacheTargetDirtyHighRatioMicro);
        json.WriteNumber("cache_target_full_ratio_micro", CacheTargetFullRatioMicro);
        json.WriteNumber("cache_min_flush_age", CacheMinFlushAge);
        json.WriteNumber("cache_min_evict_age", CacheMinEvictAge);
        json.WriteString("erasure_code_profile", ErasureCodeProfile);
    }

    private void DumpHitSets(Utf8JsonWriter json)
    {
        HitSet.Dump(json);
        json.WriteNumber("hit_set_period", HitSetPeriod);
        json.WriteNumber("hit_set_count", HitSetCount);
        json.WriteBoolean("use_gmt_hitset", UseGmtHitSet);
        json.WriteNumber("min_read_recency_for_promote", MinReadRecency);
        json.WriteNumber("min_write_recency_for_promote", MinWriteRecency);
        json.WriteNumber("hit_set_grade_decay_rate", HitSetGradeDecayRate);
        json.WriteNumber("hit_set_search_last_n", HitSetSearchLast);
        json.WriteStartArray("grade_table");
        var grade = 1_000_000u;
        for (var i = 0u; i < Math.Min(HitSetCount, DumpedGrades); i++)
        {
            grade = (uint)Math.Clamp(grade * (1 - (HitSetGradeDecayRate / 100.0)), 0, uint.MaxValue);
            json.WriteNumberValue(grade);
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, uint value) =>
        json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));

    private string ShardsToText()
    {
        var shards = Enumerable.Range(0, 128).Where(shard => (NonPrimaryShards >> shard & 1) != 0);
        return $"{{{string.Join(',', shards)}}}";
    }
}
