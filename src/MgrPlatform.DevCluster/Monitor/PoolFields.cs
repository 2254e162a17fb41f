namespace MgrPlatform.DevCluster.Monitor;

/// <summary>What <c>osd pool get</c> and <c>osd pool set</c> can name, and where it stands in the map.</summary>
internal static class PoolFields
{
    /// <summary>Switches, by their bit in the pool's flags.</summary>
    public static readonly IReadOnlyDictionary<string, int> Flags = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["hashpspool"] = 0, ["nodelete"] = 4, ["nopgchange"] = 5, ["nosizechange"] = 6, ["write_fadvise_dontneed"] = 7, ["noscrub"] = 8, ["nodeep-scrub"] = 9, ["bulk"] = 17,
    };

    /// <summary>Whole numbers of the pool itself.</summary>
    public static readonly IReadOnlyDictionary<string, string> Numbers = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["size"] = "size", ["min_size"] = "min_size", ["pg_num"] = "pg_num", ["pgp_num"] = "pg_placement_num", ["hit_set_period"] = "hit_set_period",
        ["hit_set_count"] = "hit_set_count", ["target_max_bytes"] = "target_max_bytes", ["target_max_objects"] = "target_max_objects",
        ["cache_min_flush_age"] = "cache_min_flush_age", ["cache_min_evict_age"] = "cache_min_evict_age",
    };

    /// <summary>Those that a pool has only when they are set.</summary>
    public static readonly IReadOnlySet<string> Options = new HashSet<string>(StringComparer.Ordinal)
    {
        "scrub_min_interval", "scrub_max_interval", "deep_scrub_interval", "recovery_priority", "recovery_op_priority", "scrub_priority", "compression_mode",
        "compression_algorithm", "compression_required_ratio", "compression_max_blob_size", "compression_min_blob_size", "csum_type", "csum_min_block",
        "csum_max_block", "pg_autoscale_bias", "pg_num_min", "pg_num_max", "target_size_bytes", "target_size_ratio",
    };

    /// <summary>Every name that can be set, for the declaration.</summary>
    public static string Names { get; } = string.Join('|', Numbers.Keys.Concat(["crush_rule", "fast_read", "pg_autoscale_mode"]).Concat(Flags.Keys).Concat(Options));
}
