using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Maps;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Manager.Pg;

/// <summary>
/// What the changes of sums say as rates: recovery, clients, cache tiers; in Ceph's words, as JSON members and as text.
/// Sums can fall (an OSD sends what it has not committed): what is negative counts as zero.
/// </summary>
public sealed class PgTraffic(PoolStat delta, UTime duration)
{
    private const int KiB = 10;

    private readonly double _seconds = duration.ToNanoseconds() / 1e9;

    private long ReadBytes => Rate(Positive(ObjectStat.ReadKb) << KiB);

    private long WriteBytes => Rate(Positive(ObjectStat.WriteKb) << KiB);

    private bool HasReads => Positive(ObjectStat.Reads) > 0;

    private bool HasWrites => Positive(ObjectStat.Writes) > 0;

    private bool Recovers =>
        Positive(ObjectStat.ObjectsRecovered) > 0 || Positive(ObjectStat.BytesRecovered) > 0 || Positive(ObjectStat.KeysRecovered) > 0;

    public void WriteRecovery(Utf8JsonWriter json)
    {
        if (!Recovers)
        {
            return;
        }

        json.WriteNumber("recovering_objects_per_sec", RateOf(ObjectStat.ObjectsRecovered));
        json.WriteNumber("recovering_bytes_per_sec", RateOf(ObjectStat.BytesRecovered));
        json.WriteNumber("recovering_keys_per_sec", RateOf(ObjectStat.KeysRecovered));
        json.WriteNumber("num_objects_recovered", Positive(ObjectStat.ObjectsRecovered));
        json.WriteNumber("num_bytes_recovered", Positive(ObjectStat.BytesRecovered));
        json.WriteNumber("num_keys_recovered", Positive(ObjectStat.KeysRecovered));
    }

    /// <summary><c>101 KiB/s, 0 keys/s, 2 objects/s</c>; empty when nothing recovers.</summary>
    public string RecoveryText()
    {
        if (!Recovers)
        {
            return "";
        }

        var keys = Positive(ObjectStat.KeysRecovered) > 0 ? $", {Sizes.Count(RateOf(ObjectStat.KeysRecovered))} keys/s" : "";
        return $"{Sizes.Bytes(RateOf(ObjectStat.BytesRecovered))}/s{keys}, {Sizes.Count(RateOf(ObjectStat.ObjectsRecovered))} objects/s";
    }

    public void WriteClients(Utf8JsonWriter json)
    {
        WriteBandwidth(json);
        if (HasReads || HasWrites)
        {
            json.WriteNumber("read_op_per_sec", RateOf(ObjectStat.Reads));
            json.WriteNumber("write_op_per_sec", RateOf(ObjectStat.Writes));
        }
    }

    /// <summary><c>3.4 MiB/s wr, 0 op/s rd, 217 op/s wr</c>; empty when clients are quiet.</summary>
    public string ClientText() =>
        HasReads || HasWrites
            ? $"{Bandwidth()}{Sizes.Count(RateOf(ObjectStat.Reads))} op/s rd, {Sizes.Count(RateOf(ObjectStat.Writes))} op/s wr"
            : "";

    /// <summary>The form of <c>pg stat</c>, with reads and writes in one number.</summary>
    public void WriteClientsInBrief(Utf8JsonWriter json)
    {
        WriteBandwidth(json);
        if (HasReads || HasWrites)
        {
            json.WriteNumber("io_sec", AllOperations());
        }
    }

    /// <inheritdoc cref="WriteClientsInBrief"/>
    public string ClientTextInBrief() => HasReads || HasWrites ? $"{Bandwidth()}{Sizes.Count(AllOperations())} op/s" : "";

    public void WriteCache(Utf8JsonWriter json)
    {
        foreach (var (name, value, _, _) in Cache())
        {
            json.WriteNumber(name, value);
        }
    }

    /// <summary><c>1 MiB/s flush, 2 op/s promote</c>; empty when no cache tier works.</summary>
    public string CacheText() =>
        string.Join(
            ", ", Cache().Select(static part => $"{(part.InBytes ? Sizes.Bytes(part.Value) : Sizes.Count(part.Value))}{part.Unit}"));

    /// <summary>What of a sum is degraded, misplaced, unfound, as JSON members.</summary>
    public static void WriteShares(Utf8JsonWriter json, ObjectStatSum sum)
    {
        foreach (var (name, count, total) in Shares(sum))
        {
            json.WriteNumber($"{name}_objects", count);
            json.WriteNumber($"{name}_total", total);
            json.WriteReal($"{name}_ratio", count / (double)total * 100.0 / 100.0);
        }
    }

    /// <summary><c>2438/14961 objects degraded (16.296%)</c>, and so on.</summary>
    public static IEnumerable<string> ShareTexts(ObjectStatSum sum) =>
        Shares(sum).Select(static share => ShareText(share.Name, share.Count, share.Total));

    internal static string ShareText(string name, long count, long total) =>
        string.Create(CultureInfo.InvariantCulture, $"{count}/{total} objects {name} ({count / (double)total * 100.0:F3}%)");

    private static IEnumerable<(string Name, long Count, long Total)> Shares(ObjectStatSum sum)
    {
        var copies = sum[ObjectStat.ObjectCopies];
        if (sum[ObjectStat.ObjectsDegraded] != 0 && copies > 0)
        {
            yield return ("degraded", sum[ObjectStat.ObjectsDegraded], copies);
        }

        if (sum[ObjectStat.ObjectsMisplaced] != 0 && copies > 0)
        {
            yield return ("misplaced", sum[ObjectStat.ObjectsMisplaced], copies);
        }

        if (sum[ObjectStat.ObjectsUnfound] != 0 && sum[ObjectStat.Objects] != 0)
        {
            yield return ("unfound", sum[ObjectStat.ObjectsUnfound], sum[ObjectStat.Objects]);
        }
    }

    private IEnumerable<(string Name, long Value, string Unit, bool InBytes)> Cache()
    {
        if (Positive(ObjectStat.Flush) > 0)
        {
            yield return ("flush_bytes_sec", Rate(Positive(ObjectStat.FlushKb) << KiB), "/s flush", true);
        }

        if (Positive(ObjectStat.Evict) > 0)
        {
            yield return ("evict_bytes_sec", Rate(Positive(ObjectStat.EvictKb) << KiB), "/s evict", true);
        }

        if (Positive(ObjectStat.Promote) > 0)
        {
            yield return ("promote_op_per_sec", RateOf(ObjectStat.Promote), " op/s promote", false);
        }

        foreach (var (name, stat, unit) in ((string, ObjectStat, string)[])
            [
                ("num_flush_mode_low", ObjectStat.FlushModeLow, " PGs flushing"),
                ("num_flush_mode_high", ObjectStat.FlushModeHigh, " PGs flushing (high)"),
                ("num_evict_mode_some", ObjectStat.EvictModeSome, " PGs evicting"),
                ("num_evict_mode_full", ObjectStat.EvictModeFull, " PGs evicting (full)"),
            ])
        {
            if (Positive(stat) > 0)
            {
                yield return (name, Positive(stat), unit, false);
            }
        }
    }

    private void WriteBandwidth(Utf8JsonWriter json)
    {
        if (HasReads)
        {
            json.WriteNumber("read_bytes_sec", ReadBytes);
        }

        if (HasWrites)
        {
            json.WriteNumber("write_bytes_sec", WriteBytes);
        }
    }

    private string Bandwidth() =>
        (HasReads ? $"{Sizes.Bytes(ReadBytes)}/s rd, " : "") + (HasWrites ? $"{Sizes.Bytes(WriteBytes)}/s wr, " : "");

    private long AllOperations() => Rate(Positive(ObjectStat.Reads) + Positive(ObjectStat.Writes));

    private long Positive(ObjectStat stat) => Math.Max(0, delta.Stats[stat]);

    private long RateOf(ObjectStat stat) => Rate(Positive(stat));

    private long Rate(long change) => _seconds > 0 ? (long)(change / _seconds) : 0;
}
