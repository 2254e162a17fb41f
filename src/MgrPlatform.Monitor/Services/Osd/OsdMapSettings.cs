using System.Globalization;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>
/// The options of the OSD map under Ceph's names: from a monitor's command line at its start, and from <c>config set</c> while it runs.
/// </summary>
internal static class OsdMapSettings
{
    private static readonly SortedDictionary<string, Func<OsdMapOptions, double, OsdMapOptions>> Known = new(StringComparer.Ordinal)
    {
        ["osd_pool_default_size"] = static (options, value) => options with { PoolDefaultSize = (byte)Math.Clamp(value, 1, 10) },
        ["osd_pool_default_min_size"] = static (options, value) => options with { PoolDefaultMinSize = (byte)Math.Clamp(value, 0, 10) },
        ["osd_pool_default_pg_num"] = static (options, value) => options with { PoolDefaultPgCount = (uint)Math.Clamp(value, 1, 65536) },
        ["osd_crush_chooseleaf_type"] = static (options, value) => options with { ChooseLeafType = (int)Math.Clamp(value, 0, 11) },
        ["mon_max_pool_pg_num"] = static (options, value) => options with { MaxPoolPgCount = (uint)Math.Clamp(value, 1, uint.MaxValue) },
        ["mon_allow_pool_delete"] = static (options, value) => options with { AllowPoolDelete = value != 0 },
        ["mon_allow_pool_size_one"] = static (options, value) => options with { AllowPoolSizeOne = value != 0 },
        ["osd_heartbeat_grace"] = static (options, value) => options with { HeartbeatGrace = TimeSpan.FromSeconds(value) },
        ["mon_osd_min_down_reporters"] = static (options, value) => options with { MinDownReporters = (int)value },
        ["mon_osd_down_out_interval"] = static (options, value) => options with
        {
            DownOutInterval = value > 0 ? TimeSpan.FromSeconds(value) : TimeSpan.MaxValue,
        },
        ["mon_osd_min_in_ratio"] = static (options, value) => options with { MinInRatio = value },
        ["mon_osd_min_up_ratio"] = static (options, value) => options with { MinUpRatio = value },
        ["mon_osd_report_timeout"] = static (options, value) => options with { ReportTimeout = TimeSpan.FromSeconds(value) },
    };

    public static IReadOnlyCollection<string> Names => Known.Keys;

    public static OsdMapOptions Apply(OsdMapOptions options, string name, double value) =>
        Known.TryGetValue(name, out var apply) && double.IsFinite(value) ? apply(options, value) : options;

    /// <summary>With what the operator has set; what is no value of an option leaves it as it is.</summary>
    public static OsdMapOptions Apply(OsdMapOptions options, IEnumerable<KeyValuePair<string, string>> configured)
    {
        foreach (var (name, text) in configured)
        {
            options = name switch
            {
                "osd_pool_default_pg_autoscale_mode" => options with { PoolDefaultAutoscaleMode = AutoscaleMode(text) },
                "mon_osd_reporter_subtree_level" => options with { ReporterSubtreeLevel = text },
                "mon_osd_down_out_subtree_limit" => options with { DownOutSubtreeLimit = text },
                _ => Number(text) is { } value ? Apply(options, name, value) : options,
            };
        }

        return options;
    }

    private static double? Number(string text) => text switch
    {
        "true" => 1,
        "false" => 0,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    private static byte AutoscaleMode(string text) => text switch
    {
        "off" => 0,
        "warn" => 1,
        _ => 2,
    };
}
