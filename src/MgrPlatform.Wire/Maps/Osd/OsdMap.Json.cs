using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

public sealed partial record OsdMap
{
    private const double UnitWeight = 0x10000;

    /// <summary>As <c>ceph osd dump</c>, but for each pool's <c>read_balance</c>, which Reef computes from the placement.</summary>
    public void Dump(Utf8JsonWriter json, Release release)
    {
        json.WriteStartObject();
        DumpHead(json, release);
        json.WriteStartArray("pools");
        foreach (var (id, pool) in Client.Pools)
        {
            pool.Dump(json, id, Client.PoolNames.TryGetValue(id, out var name) ? name : "<unknown>", release);
        }

        json.WriteEndArray();
        DumpOsds(json);
        DumpPlacement(json, release);
        DumpBlocklist(json, "blocklist", Daemons.Blocklist);
        DumpBlocklist(json, "range_blocklist", Daemons.RangeBlocklist);
        json.WriteStartObject("erasure_code_profiles");
        foreach (var (name, profile) in Client.ErasureCodeProfiles)
        {
            json.WriteStringMap(name, profile);
        }

        json.WriteEndObject();
        DumpSnaps(json, "removed_snaps_queue", Daemons.RemovedSnapsQueue);
        DumpSnaps(json, "new_removed_snaps", Client.NewRemovedSnaps);
        DumpSnaps(json, "new_purged_snaps", Client.NewPurgedSnaps);
        DumpNodeFlags(json);
        DumpStretch(json);
        json.WriteEndObject();
    }

    /// <summary>The oldest release whose clients find objects by this map.</summary>
    public Release MinimumClient()
    {
        if (Client.PgUpmapPrimaries.Count > 0)
        {
            return Release.Reef;
        }

        return Client.PgUpmap.Count > 0 || Client.PgUpmapItems.Count > 0
            ? Release.Luminous
            : (Client.Crush ?? new CrushMap()).MinimumClient();
    }

    private void DumpHead(Utf8JsonWriter json, Release release)
    {
        var flags = Client.Flags.ToNames();
        json.WriteNumber("epoch", Epoch);
        json.WriteString("fsid", Client.Fsid);
        json.WriteTime("created", Client.Created);
        json.WriteTime("modified", Client.Modified);
        json.WriteTime("last_up_change", Client.LastUpChange);
        json.WriteTime("last_in_change", Client.LastInChange);
        json.WriteString("flags", string.Join(',', flags));
        json.WriteNumber("flags_num", (uint)Client.Flags);
        json.WriteStrings("flags_set", [.. flags.Order(StringComparer.Ordinal)]);
        json.WriteNumber("crush_version", Client.CrushVersion);
        json.WriteReal("full_ratio", Daemons.FullRatio);
        json.WriteReal("backfillfull_ratio", Daemons.BackfillFullRatio);
        json.WriteReal("nearfull_ratio", Daemons.NearFullRatio);
        json.WriteString("cluster_snapshot", Daemons.ClusterSnapshot);
        json.WriteNumber("pool_max", Client.PoolMax);
        json.WriteNumber("max_osd", Client.MaxOsd);
        json.WriteString("require_min_compat_client", Daemons.RequireMinCompatClient.ToName());
        json.WriteString("min_compat_client", MinimumClient().ToName());
        json.WriteString("require_osd_release", Daemons.RequireOsdRelease.ToName());
        if (release >= Release.Reef)
        {
            json.WriteBoolean("allow_crimson", Daemons.AllowCrimson);
        }
    }

    private void DumpPlacement(Utf8JsonWriter json, Release release)
    {
        DumpOsdLists(json, "pg_upmap", Client.PgUpmap);
        json.WriteStartArray("pg_upmap_items");
        foreach (var (pg, pairs) in Client.PgUpmapItems)
        {
            json.WriteStartObject();
            json.WriteString("pgid", pg.ToString());
            json.WriteStartArray("mappings");
            foreach (var (from, to) in pairs)
            {
                json.WriteStartObject();
                json.WriteNumber("from", from);
                json.WriteNumber("to", to);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (release >= Release.Reef)
        {
            DumpPrimaries(json, "pg_upmap_primaries", "primary_osd", Client.PgUpmapPrimaries);
        }

        DumpOsdLists(json, "pg_temp", Client.PgTemp);

        // Ceph forgets the objects here: groups and OSDs take turns.
        json.WriteStartArray("primary_temp");
        foreach (var (pg, osd) in Client.PrimaryTemp)
        {
            json.WriteStringValue(pg.ToString());
            json.WriteNumberValue(osd);
        }

        json.WriteEndArray();
    }

    private static void DumpOsdLists(Utf8JsonWriter json, string name, IReadOnlyDictionary<PgId, int[]> lists)
    {
        json.WriteStartArray(name);
        foreach (var (pg, osds) in lists)
        {
            json.WriteStartObject();
            json.WriteString("pgid", pg.ToString());
            json.WriteNumbers("osds", osds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void DumpPrimaries(Utf8JsonWriter json, string name, string key, IReadOnlyDictionary<PgId, int> primaries)
    {
        json.WriteStartArray(name);
        foreach (var (pg, osd) in primaries)
        {
            json.WriteStartObject();
            json.WriteString("pgid", pg.ToString());
            json.WriteNumber(key, osd);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void DumpBlocklist(Utf8JsonWriter json, string name, IReadOnlyDictionary<EntityAddress, UTime> blocklist)
    {
        json.WriteStartObject(name);
        foreach (var (address, until) in blocklist)
        {
            json.WriteTime(address.ToString(), until);
        }

        json.WriteEndObject();
    }

    private static void DumpSnaps(Utf8JsonWriter json, string name, IReadOnlyDictionary<long, SnapInterval[]> pools)
    {
        json.WriteStartArray(name);
        foreach (var (pool, intervals) in pools)
        {
            json.WriteStartObject();
            json.WriteNumber("pool", pool);
            json.WriteStartArray("snaps");
            foreach (var interval in intervals)
            {
                json.WriteStartObject();
                json.WriteNumber("begin", interval.Start);
                json.WriteNumber("length", interval.Length);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void DumpNodeFlags(Utf8JsonWriter json)
    {
        DumpFlags(json, "crush_node_flags", Daemons.CrushNodeFlags, Client.Crush?.ItemNames);
        DumpFlags(json, "device_class_flags", Daemons.DeviceClassFlags, Client.Crush?.ClassNames);
    }

    private static void DumpFlags(
        Utf8JsonWriter json, string name, IReadOnlyDictionary<int, uint> flags, IReadOnlyDictionary<int, string>? names)
    {
        json.WriteStartObject(name);
        foreach (var (id, bits) in flags)
        {
            var key = names is not null && names.TryGetValue(id, out var known) ? known : id.ToString(CultureInfo.InvariantCulture);
            json.WriteStrings(key, OsdFlagNames.ToStateNames(bits));
        }

        json.WriteEndObject();
    }

    private void DumpStretch(Utf8JsonWriter json)
    {
        var stretch = Daemons.Stretch;
        json.WriteStartObject("stretch_mode");
        json.WriteBoolean("stretch_mode_enabled", stretch.Enabled);
        json.WriteNumber("stretch_bucket_count", stretch.BucketCount);
        json.WriteNumber("degraded_stretch_mode", stretch.Degraded);
        json.WriteNumber("recovering_stretch_mode", stretch.Recovering);
        json.WriteNumber("stretch_mode_bucket", stretch.Bucket);
        json.WriteEndObject();
    }
}
