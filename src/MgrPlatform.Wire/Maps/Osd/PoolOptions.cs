using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>The settings of a pool that few pools have.</summary>
public sealed record PoolOptions(IReadOnlyDictionary<int, PoolOption> Values) : IWireType<PoolOptions>
{
    private const byte Version = 2;
    private const byte OldestReader = 1;

    public static readonly PoolOptions None = new(ReadOnlyDictionary<int, PoolOption>.Empty);

    // By number.
    private static readonly string[] Names =
    [
        "scrub_min_interval", "scrub_max_interval", "deep_scrub_interval", "recovery_priority", "recovery_op_priority", "scrub_priority",
        "compression_mode", "compression_algorithm", "compression_required_ratio", "compression_max_blob_size", "compression_min_blob_size",
        "csum_type", "csum_max_block", "csum_min_block", "fingerprint_algorithm", "pg_num_min", "target_size_bytes", "target_size_ratio",
        "pg_autoscale_bias", "read_lease_interval", "dedup_tier", "dedup_chunk_algorithm", "dedup_cdc_chunk_size", "pg_num_max",
        "read_ratio",
    ];

    public static int MinimumSize => 6;

    public static PoolOptions Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var values = reader.ReadMap(Codecs.Int32, Codecs.Of<PoolOption>());
        reader.EndStruct(scope);
        return values.Count == 0 ? None : new PoolOptions(values);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteMap(Values, Codecs.Int32, Codecs.Of<PoolOption>());
        writer.EndStruct(scope);
    }

    public static string ToName(int option) =>
        option >= 0 && option < Names.Length ? Names[option] : string.Create(CultureInfo.InvariantCulture, $"option_{option}");

    internal void Dump(Utf8JsonWriter json)
    {
        json.WriteStartObject("options");
        foreach (var (option, value) in Values.OrderBy(static pair => ToName(pair.Key), StringComparer.Ordinal))
        {
            value.Dump(json, ToName(option));
        }

        json.WriteEndObject();
    }
}
