using System.Collections.Frozen;
using System.Text.Json;

namespace MgrPlatform.Manager.State;

/// <summary>
/// Ceph's JSON prints the real number 1 as <c>1</c>, but ceph-mgr gives its modules <c>1.0</c>: Python tells them apart. This puts the
/// difference into a document.
/// </summary>
internal static class RealNumbers
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "weight", "primary_affinity", "reweight", "crush_weight", "laggy_probability", "pg_autoscale_bias", "full_ratio",
        "backfillfull_ratio",
        "nearfull_ratio", "target_size_ratio", "percent_used", "commit_latency_ms", "apply_latency_ms", "degraded_ratio", "misplaced_ratio",
        "unfound_ratio", "total_used_raw_ratio", "1min", "5min", "15min", "last", "scrub_duration", "snaptrim_duration", "score_acting",
        "score_stable", "raw_score_acting", "raw_score_stable",
        "optimal_score", "primary_affinity_weighted", "average_primary_affinity", "average_primary_affinity_weighted",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static ReadOnlyMemory<byte> Restore(ReadOnlyMemory<byte> json)
    {
        var places = Places(json.Span);
        if (places.Count == 0)
        {
            return json;
        }

        var restored = new byte[json.Length + (2 * places.Count)];
        var (from, to) = (0, 0);
        foreach (var place in places)
        {
            json.Span[from..place].CopyTo(restored.AsSpan(to));
            to += place - from;
            restored[to++] = (byte)'.';
            restored[to++] = (byte)'0';
            from = place;
        }

        json.Span[from..].CopyTo(restored.AsSpan(to));
        return restored;
    }

    /// <summary>Behind each whole number that is a real one by its name.</summary>
    private static List<int> Places(ReadOnlySpan<byte> json)
    {
        List<int> places = [];
        var reader = new Utf8JsonReader(json);
        var isReal = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                isReal = Names.Contains(reader.GetString()!);
            }
            else if (isReal && reader.TokenType == JsonTokenType.Number && reader.ValueSpan.IndexOfAny(".eE"u8) < 0)
            {
                places.Add((int)reader.TokenStartIndex + reader.ValueSpan.Length);
            }
        }

        return places;
    }
}
