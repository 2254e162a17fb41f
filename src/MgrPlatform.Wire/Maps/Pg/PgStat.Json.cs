using System.Text.Json;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Pg;

public sealed partial record PgStat
{
    /// <summary>As an element of <c>pg_stats</c> in <c>ceph pg dump</c>.</summary>
    public void Dump(Utf8JsonWriter json, PgId id, Release release)
    {
        json.WriteStartObject();
        json.WriteString("pgid", id.ToString());
        json.WriteString("version", Version.ToString());
        json.WriteNumber("reported_seq", ReportedSequence);
        json.WriteNumber("reported_epoch", ReportedEpoch);
        json.WriteString("state", State.ToName());
        DumpTimes(json);
        DumpLog(json, release);
        DumpValidity(json);
        json.WriteNumber("snaptrimq_len", SnapTrimQueueLength);
        if (release >= Release.Reef)
        {
            DumpScrub(json);
        }

        Stats.Dump(json);
        DumpPlaces(json);
        json.WriteEndObject();
    }

    /// <summary>As an element of <c>pg_stats</c> in <c>ceph pg dump pgs_brief</c>.</summary>
    public void DumpBrief(Utf8JsonWriter json, PgId id)
    {
        json.WriteStartObject();
        json.WriteString("pgid", id.ToString());
        json.WriteString("state", State.ToName());
        json.WriteNumbers("up", Up);
        json.WriteNumbers("acting", Acting);
        json.WriteNumber("up_primary", UpPrimary);
        json.WriteNumber("acting_primary", ActingPrimary);
        json.WriteEndObject();
    }

    private void DumpTimes(Utf8JsonWriter json)
    {
        json.WriteTime("last_fresh", LastFresh);
        json.WriteTime("last_change", LastChange);
        json.WriteTime("last_active", LastActive);
        json.WriteTime("last_peered", LastPeered);
        json.WriteTime("last_clean", LastClean);
        json.WriteTime("last_became_active", LastBecameActive);
        json.WriteTime("last_became_peered", LastBecamePeered);
        json.WriteTime("last_unstale", LastUnstale);
        json.WriteTime("last_undegraded", LastUndegraded);
        json.WriteTime("last_fullsized", LastFullsized);
    }

    private void DumpLog(Utf8JsonWriter json, Release release)
    {
        json.WriteNumber("mapping_epoch", MappingEpoch);
        json.WriteString("log_start", LogStart.ToString());
        json.WriteString("ondisk_log_start", OndiskLogStart.ToString());
        json.WriteNumber("created", Created);
        json.WriteNumber("last_epoch_clean", LastEpochClean);
        json.WriteString("parent", Parent.ToString());
        json.WriteNumber("parent_split_bits", ParentSplitBits);
        json.WriteString("last_scrub", LastScrub.ToString());
        json.WriteTime("last_scrub_stamp", LastScrubStamp);
        json.WriteString("last_deep_scrub", LastDeepScrub.ToString());
        json.WriteTime("last_deep_scrub_stamp", LastDeepScrubStamp);
        json.WriteTime("last_clean_scrub_stamp", LastCleanScrubStamp);
        if (release >= Release.Reef)
        {
            json.WriteNumber("objects_scrubbed", ObjectsScrubbed);
        }

        json.WriteNumber("log_size", LogSize);
        if (release >= Release.Reef)
        {
            json.WriteNumber("log_dups_size", LogDupsSize);
        }

        json.WriteNumber("ondisk_log_size", OndiskLogSize);
    }

    private void DumpValidity(Utf8JsonWriter json)
    {
        json.WriteBoolean("stats_invalid", StatsInvalid);
        json.WriteBoolean("dirty_stats_invalid", DirtyStatsInvalid);
        json.WriteBoolean("omap_stats_invalid", OmapStatsInvalid);
        json.WriteBoolean("hitset_stats_invalid", HitsetStatsInvalid);
        json.WriteBoolean("hitset_bytes_stats_invalid", HitsetBytesStatsInvalid);
        json.WriteBoolean("pin_stats_invalid", PinStatsInvalid);
        json.WriteBoolean("manifest_stats_invalid", ManifestStatsInvalid);
    }

    private void DumpScrub(Utf8JsonWriter json)
    {
        json.WriteNumber("last_scrub_duration", LastScrubDuration);
        json.WriteString("scrub_schedule", Schedule.ToString());
        json.WriteReal("scrub_duration", ScrubDuration);
        json.WriteNumber("objects_trimmed", ObjectsTrimmed);
        json.WriteReal("snaptrim_duration", SnapTrimDuration);
    }

    private void DumpPlaces(Utf8JsonWriter json)
    {
        json.WriteNumbers("up", Up);
        json.WriteNumbers("acting", Acting);
        json.WriteStrings("avail_no_missing", [.. AvailableNoMissing.Select(static shard => shard.ToString())]);
        json.WriteStartArray("object_location_counts");
        foreach (var location in ObjectLocations)
        {
            json.WriteStartObject();
            json.WriteString("shards", string.Join(',', location.Shards));
            json.WriteNumber("objects", location.Objects);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumbers("blocked_by", BlockedBy);
        json.WriteNumber("up_primary", UpPrimary);
        json.WriteNumber("acting_primary", ActingPrimary);
        json.WriteStartArray("purged_snaps");
        foreach (var interval in PurgedSnaps)
        {
            json.WriteStartObject();
            json.WriteNumber("start", interval.Start);
            json.WriteNumber("length", interval.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
