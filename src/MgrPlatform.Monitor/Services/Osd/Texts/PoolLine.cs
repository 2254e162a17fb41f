using System.Globalization;
using System.Text;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Monitor.Services.Osd.Texts;

/// <summary>
/// A pool in one line, as <c>osd dump</c> and <c>osd pool ls detail</c> print it; its snapshots follow in lines of their own.
/// </summary>
internal static class PoolLine
{
    private const int Erasure = 3;
    private static readonly string[] AutoscaleModes = ["off", "warn", "on"];

    // By number.
    private static readonly string[] CacheModes = ["none", "writeback", "forward", "readonly", "readforward", "readproxy", "proxy"];

    public static string AutoscaleMode(byte mode) => mode < AutoscaleModes.Length ? AutoscaleModes[mode] : "???";

    public static string Of(OsdMap map, long id)
    {
        var pool = map.Client.Pools[id];
        var name = map.Client.PoolNames.TryGetValue(id, out var known) ? known : "<unknown>";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"pool {id} '{name}' {Type(pool)} size {pool.Size} min_size {pool.MinSize}");
        text.Append(
            CultureInfo.InvariantCulture,
            $" crush_rule {pool.CrushRule} object_hash rjenkins pg_num {pool.PgCount} pgp_num {pool.PgpCount}");
        If(text, pool.PgCountTarget != pool.PgCount, $" pg_num_target {pool.PgCountTarget}");
        If(text, pool.PgpCountTarget != pool.PgpCount, $" pgp_num_target {pool.PgpCountTarget}");
        If(text, pool.PgCountPending != pool.PgCount, $" pg_num_pending {pool.PgCountPending}");
        text.Append(CultureInfo.InvariantCulture, $" autoscale_mode {AutoscaleMode(pool.AutoscaleMode)}");
        text.Append(CultureInfo.InvariantCulture, $" last_change {pool.LastChange}");
        If(
            text,
            pool.LastForceOpResend + pool.LastForceOpResendPrenautilus + pool.LastForceOpResendPreluminous > 0,
            $" lfor {pool.LastForceOpResend}/{pool.LastForceOpResendPrenautilus}/{pool.LastForceOpResendPreluminous}");
        If(text, pool.Auid != 0, $" owner {pool.Auid}");
        If(text, pool.Flags != 0, $" flags {string.Join(',', OsdFlagNames.ToPoolFlagNames(pool.Flags))}");
        If(text, pool.QuotaMaxBytes > 0, $" max_bytes {pool.QuotaMaxBytes}");
        If(text, pool.QuotaMaxObjects > 0, $" max_objects {pool.QuotaMaxObjects}");
        If(text, pool.Tiers.Count > 0, $" tiers {string.Join(',', pool.Tiers)}");
        If(text, pool.TierOf >= 0, $" tier_of {pool.TierOf}");
        If(text, pool.ReadTier >= 0, $" read_tier {pool.ReadTier}");
        If(text, pool.WriteTier >= 0, $" write_tier {pool.WriteTier}");
        If(text, pool.CacheMode != 0, $" cache_mode {CacheModes[Math.Min(pool.CacheMode, CacheModes.Length - 1)]}");
        If(text, pool.TargetMaxBytes > 0, $" target_bytes {pool.TargetMaxBytes}");
        If(text, pool.TargetMaxObjects > 0, $" target_objects {pool.TargetMaxObjects}");
        text.Append(CultureInfo.InvariantCulture, $" stripe_width {pool.StripeWidth}");
        If(text, pool.ExpectedObjects > 0, $" expected_num_objects {pool.ExpectedObjects}");
        If(text, pool.FastRead, $" fast_read 1");
        AppendOptions(text, pool);
        If(text, pool.Applications.Count > 0, $" application {string.Join(',', pool.Applications.Keys)}");
        return text.ToString();
    }

    public static IEnumerable<string> Snapshots(PgPool pool)
    {
        foreach (var (id, snap) in pool.Snaps)
        {
            yield return $"\tsnap {id} '{snap.Name}' {snap.Stamp}";
        }

        if (pool.RemovedSnaps.Count > 0)
        {
            yield return $"\tremoved_snaps [{string.Join(',', pool.RemovedSnaps.Select(Interval))}]";
        }
    }

    public static string Interval(SnapInterval interval) => $"{interval.Start:x}~{interval.Length:x}";

    private static string Type(PgPool pool) => pool.Type == Erasure ? $"erasure profile {pool.ErasureCodeProfile}" : "replicated";

    private static void AppendOptions(StringBuilder text, PgPool pool)
    {
        foreach (var (option, value) in pool.Options.Values.OrderBy(static pair => PoolOptions.ToName(pair.Key), StringComparer.Ordinal))
        {
            var shown = value.Kind switch
            {
                PoolOptionKind.Text => value.Text,
                PoolOptionKind.Integer => value.Integer.ToString(CultureInfo.InvariantCulture),
                _ => OsdArguments.Number(value.Real),
            };
            text.Append(' ').Append(PoolOptions.ToName(option)).Append(' ').Append(shown);
        }
    }

    private static void If(StringBuilder text, bool condition, FormattableString words)
    {
        if (condition)
        {
            text.Append(words.ToString(CultureInfo.InvariantCulture));
        }
    }
}
