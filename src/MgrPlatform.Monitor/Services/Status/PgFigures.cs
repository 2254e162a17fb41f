using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Monitor.Services.Status;

/// <summary>
/// What the digest of the placement groups says of data, states and traffic: the sections <c>data</c> and <c>io</c> of <c>status</c>.
/// </summary>
internal sealed class PgFigures(PgMapDigest digest)
{
    private readonly ObjectStatSum _sum = digest.PoolSum.Stats;
    private readonly ObjectStatSum _delta = digest.PoolSumDelta.Stats;
    private readonly double _seconds = digest.DeltaDuration.Seconds + (digest.DeltaDuration.Nanoseconds / 1e9);

    public long Pools => digest.Pools.Count;

    /// <summary>States with their numbers, the most frequent first.</summary>
    public IReadOnlyList<(string State, int Count)> States { get; } =
    [
        .. digest.PgsByState.OrderByDescending(static pair => pair.Value).ThenByDescending(static pair => pair.Key)
            .Select(static pair => (((PgState)pair.Key).ToName(), pair.Value)),
    ];

    private long Inactive => digest.PgCount - digest.ActivePgCount - digest.UnknownPgCount;

    /// <summary>The lines of the section <c>data</c>, all but that of the file systems.</summary>
    public IEnumerable<string> DataLines()
    {
        yield return $"pools:   {Pools} pools, {digest.PgCount} pgs";
        yield return $"objects: {Sizes.Count(_sum[ObjectStat.Objects])} objects, {Sizes.Bytes(_sum[ObjectStat.Bytes])}";
        var statfs = digest.OsdSum.Statfs;
        yield return $"usage:   {Sizes.Bytes(statfs.UsedRaw)} used, {Sizes.Bytes(statfs.Available)} / {Sizes.Bytes(statfs.Total)} avail";
        var first = true;
        foreach (var line in PgLines().DefaultIfEmpty(""))
        {
            yield return (first ? "pgs:     " : "         ") + line;
            first = false;
        }
    }

    /// <summary>The lines of the section <c>io</c>; none when nothing moves.</summary>
    public IEnumerable<string> TrafficLines()
    {
        if (Client() is { Length: > 0 } client)
        {
            yield return $"client:   {client}";
        }

        if (Recovery() is { Length: > 0 } recovery)
        {
            yield return $"recovery: {recovery}";
        }

        if (Cache() is { Length: > 0 } cache)
        {
            yield return $"cache:    {cache}";
        }
    }

    /// <summary>The object <c>pgmap</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        var statfs = digest.OsdSum.Statfs;
        json.WriteStartObject();
        json.WriteStartArray("pgs_by_state");
        foreach (var (state, count) in States)
        {
            json.WriteStartObject();
            json.WriteString("state_name", state);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("num_pgs", digest.PgCount);
        json.WriteNumber("num_pools", Pools);
        json.WriteNumber("num_objects", _sum[ObjectStat.Objects]);
        json.WriteNumber("data_bytes", _sum[ObjectStat.Bytes]);
        json.WriteNumber("bytes_used", statfs.UsedRaw);
        json.WriteNumber("bytes_avail", statfs.Available);
        json.WriteNumber("bytes_total", statfs.Total);
        if (digest.UnknownPgCount > 0)
        {
            json.WriteNumber("unknown_pgs_ratio", digest.UnknownPgCount / (float)digest.PgCount);
        }

        if (Inactive > 0)
        {
            json.WriteNumber("inactive_pgs_ratio", Inactive / (float)digest.PgCount);
        }

        foreach (var (name, count, total) in Shares())
        {
            json.WriteNumber($"{name}_objects", count);
            json.WriteNumber($"{name}_total", total);
            json.WriteNumber($"{name}_ratio", (double)count / total);
        }

        WriteRates(json);
        json.WriteEndObject();
    }

    private IEnumerable<string> PgLines()
    {
        if (digest.UnknownPgCount > 0)
        {
            yield return $"{Percent(digest.UnknownPgCount, digest.PgCount)}% pgs unknown";
        }

        if (Inactive > 0)
        {
            yield return $"{Percent(Inactive, digest.PgCount)}% pgs not active";
        }

        foreach (var (name, count, total) in Shares())
        {
            yield return $"{count}/{total} objects {name} ({Percent(count, total)}%)";
        }

        var width = States.Count == 0 ? 0 : States.Max(static state => state.Count).ToString(CultureInfo.InvariantCulture).Length;
        foreach (var (state, count) in States)
        {
            yield return $"{count.ToString(CultureInfo.InvariantCulture).PadRight(width)} {state}";
        }
    }

    private IEnumerable<(string Name, long Count, long Total)> Shares()
    {
        var copies = _sum[ObjectStat.ObjectCopies];
        if (_sum[ObjectStat.ObjectsDegraded] is > 0 and var degraded && copies > 0)
        {
            yield return ("degraded", degraded, copies);
        }

        if (_sum[ObjectStat.ObjectsMisplaced] is > 0 and var misplaced && copies > 0)
        {
            yield return ("misplaced", misplaced, copies);
        }

        if (_sum[ObjectStat.ObjectsUnfound] is > 0 and var unfound && _sum[ObjectStat.Objects] > 0)
        {
            yield return ("unfound", unfound, _sum[ObjectStat.Objects]);
        }
    }

    private string Client()
    {
        var (reads, writes) = (Delta(ObjectStat.Reads), Delta(ObjectStat.Writes));
        if (reads + writes == 0 || _seconds <= 0)
        {
            return "";
        }

        return (reads > 0 ? $"{Sizes.Bytes(Rate(ObjectStat.ReadKb, 1024))}/s rd, " : "")
            + (writes > 0 ? $"{Sizes.Bytes(Rate(ObjectStat.WriteKb, 1024))}/s wr, " : "")
            + $"{Sizes.Count(Rate(ObjectStat.Reads))} op/s rd, {Sizes.Count(Rate(ObjectStat.Writes))} op/s wr";
    }

    private string Recovery()
    {
        if (!IsRecovering())
        {
            return "";
        }

        var (keys, objects) = (Rate(ObjectStat.KeysRecovered), Rate(ObjectStat.ObjectsRecovered));
        return $"{Sizes.Bytes(Rate(ObjectStat.BytesRecovered))}/s" + (keys > 0 ? $", {Sizes.Count(keys)} keys/s" : "")
            + (objects > 0 ? $", {Sizes.Count(objects)} objects/s" : "");
    }

    private string Cache()
    {
        if (_seconds <= 0)
        {
            return "";
        }

        List<string> parts = [];
        if (Delta(ObjectStat.FlushKb) > 0)
        {
            parts.Add($"{Sizes.Bytes(Rate(ObjectStat.FlushKb, 1024))}/s flush");
        }

        if (Delta(ObjectStat.EvictKb) > 0)
        {
            parts.Add($"{Sizes.Bytes(Rate(ObjectStat.EvictKb, 1024))}/s evict");
        }

        if (Delta(ObjectStat.Promote) > 0)
        {
            parts.Add($"{Sizes.Count(Rate(ObjectStat.Promote))} op/s promote");
        }

        return string.Join(", ", parts);
    }

    private void WriteRates(Utf8JsonWriter json)
    {
        if (_seconds <= 0)
        {
            return;
        }

        if (IsRecovering())
        {
            json.WriteNumber("recovering_objects_per_sec", Rate(ObjectStat.ObjectsRecovered));
            json.WriteNumber("recovering_bytes_per_sec", Rate(ObjectStat.BytesRecovered));
            json.WriteNumber("recovering_keys_per_sec", Rate(ObjectStat.KeysRecovered));
            json.WriteNumber("num_objects_recovered", Delta(ObjectStat.ObjectsRecovered));
            json.WriteNumber("num_bytes_recovered", Delta(ObjectStat.BytesRecovered));
            json.WriteNumber("num_keys_recovered", Delta(ObjectStat.KeysRecovered));
        }

        if (Delta(ObjectStat.Reads) + Delta(ObjectStat.Writes) > 0)
        {
            json.WriteNumber("read_bytes_sec", Rate(ObjectStat.ReadKb, 1024));
            json.WriteNumber("write_bytes_sec", Rate(ObjectStat.WriteKb, 1024));
            json.WriteNumber("read_op_per_sec", Rate(ObjectStat.Reads));
            json.WriteNumber("write_op_per_sec", Rate(ObjectStat.Writes));
        }
    }

    private bool IsRecovering() =>
        _seconds > 0 && Delta(ObjectStat.ObjectsRecovered) + Delta(ObjectStat.BytesRecovered) + Delta(ObjectStat.KeysRecovered) > 0;

    // Counts that fall, because a group moved, are no traffic.
    private long Delta(ObjectStat stat) => Math.Max(0, _delta[stat]);

    private long Rate(ObjectStat stat, long unit = 1) => _seconds > 0 ? (long)(Delta(stat) * unit / _seconds) : 0;

    private static string Percent(long part, long whole) =>
        (100.0 * part / Math.Max(1, whole)).ToString("F3", CultureInfo.InvariantCulture);
}
