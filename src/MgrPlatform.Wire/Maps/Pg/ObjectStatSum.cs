using System.Runtime.CompilerServices;
using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>Counts of objects and of what was done to them (Ceph's <c>object_stat_sum_t</c>); they add up count by count.</summary>
public sealed record ObjectStatSum : IWireType<ObjectStatSum>
{
    private const byte Version = 20;
    private const byte OldestReader = 14;
    private const byte CollectionVersion = 2;

    /// <summary>How many counts there are.</summary>
    public const int Count = (int)ObjectStat.ObjectsRepaired + 1;

    // Four modes travel in four bytes each, all else in eight.
    private const int FirstNarrow = (int)ObjectStat.FlushModeHigh;
    private const int LastNarrow = (int)ObjectStat.EvictModeFull;

    public static readonly ObjectStatSum Zero = new();

    // In the order of the dump, which is not the wire's.
    private static readonly (string Name, ObjectStat Stat)[] Dumped =
    [
        ("num_bytes", ObjectStat.Bytes),
        ("num_objects", ObjectStat.Objects),
        ("num_object_clones", ObjectStat.ObjectClones),
        ("num_object_copies", ObjectStat.ObjectCopies),
        ("num_objects_missing_on_primary", ObjectStat.ObjectsMissingOnPrimary),
        ("num_objects_missing", ObjectStat.ObjectsMissing),
        ("num_objects_degraded", ObjectStat.ObjectsDegraded),
        ("num_objects_misplaced", ObjectStat.ObjectsMisplaced),
        ("num_objects_unfound", ObjectStat.ObjectsUnfound),
        ("num_objects_dirty", ObjectStat.ObjectsDirty),
        ("num_whiteouts", ObjectStat.Whiteouts),
        ("num_read", ObjectStat.Reads),
        ("num_read_kb", ObjectStat.ReadKb),
        ("num_write", ObjectStat.Writes),
        ("num_write_kb", ObjectStat.WriteKb),
        ("num_scrub_errors", ObjectStat.ScrubErrors),
        ("num_shallow_scrub_errors", ObjectStat.ShallowScrubErrors),
        ("num_deep_scrub_errors", ObjectStat.DeepScrubErrors),
        ("num_objects_recovered", ObjectStat.ObjectsRecovered),
        ("num_bytes_recovered", ObjectStat.BytesRecovered),
        ("num_keys_recovered", ObjectStat.KeysRecovered),
        ("num_objects_omap", ObjectStat.ObjectsOmap),
        ("num_objects_hit_set_archive", ObjectStat.ObjectsHitSetArchive),
        ("num_bytes_hit_set_archive", ObjectStat.BytesHitSetArchive),
        ("num_flush", ObjectStat.Flush),
        ("num_flush_kb", ObjectStat.FlushKb),
        ("num_evict", ObjectStat.Evict),
        ("num_evict_kb", ObjectStat.EvictKb),
        ("num_promote", ObjectStat.Promote),
        ("num_flush_mode_high", ObjectStat.FlushModeHigh),
        ("num_flush_mode_low", ObjectStat.FlushModeLow),
        ("num_evict_mode_some", ObjectStat.EvictModeSome),
        ("num_evict_mode_full", ObjectStat.EvictModeFull),
        ("num_objects_pinned", ObjectStat.ObjectsPinned),
        ("num_legacy_snapsets", ObjectStat.LegacySnapsets),
        ("num_large_omap_objects", ObjectStat.LargeOmapObjects),
        ("num_objects_manifest", ObjectStat.ObjectsManifest),
        ("num_omap_bytes", ObjectStat.OmapBytes),
        ("num_omap_keys", ObjectStat.OmapKeys),
        ("num_objects_repaired", ObjectStat.ObjectsRepaired),
    ];

    // Every placement group has one, and every report ten: they are within it, not an object of their own.
    private Counts _values;

    public static int MinimumSize => 6;

    public IReadOnlyList<long> Values => ((ReadOnlySpan<long>)_values).ToArray();

    public long this[ObjectStat stat] => _values[(int)stat];

    public static ObjectStatSum Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var sum = new ObjectStatSum();
        Span<long> values = sum._values;
        reader.ReadInt64s(values[..FirstNarrow]);
        for (var i = FirstNarrow; i <= LastNarrow; i++)
        {
            values[i] = reader.ReadInt32();
        }

        reader.ReadInt64s(values[(LastNarrow + 1)..]);
        reader.EndStruct(scope);
        return sum;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        for (var i = 0; i < Count; i++)
        {
            if (IsNarrow(i))
            {
                writer.WriteInt32((int)_values[i]);
            }
            else
            {
                writer.WriteInt64(_values[i]);
            }
        }

        writer.EndStruct(scope);
    }

    /// <summary>The same inside a collection, where once a map of further sums followed.</summary>
    public static ObjectStatSum DecodeCollection(ref WireReader reader)
    {
        var scope = reader.BeginStruct(CollectionVersion, CollectionVersion);
        var sum = Decode(ref reader);
        reader.EndStruct(scope);
        return sum;
    }

    public void EncodeCollection(WireWriter writer)
    {
        var scope = writer.BeginStruct(CollectionVersion, CollectionVersion);
        Encode(writer);
        writer.WriteUInt32(0);
        writer.EndStruct(scope);
    }

    /// <summary>The sum with each stat set that <paramref name="stats"/> names.</summary>
    public static ObjectStatSum Of(params ReadOnlySpan<(ObjectStat Stat, long Value)> stats)
    {
        var sum = new ObjectStatSum();
        foreach (var (stat, value) in stats)
        {
            sum._values[(int)stat] = value;
        }

        return sum;
    }

    /// <summary>The sum whose counts these are, in the order of <see cref="ObjectStat"/>; they are copied.</summary>
    public static ObjectStatSum From(ReadOnlySpan<long> counts)
    {
        var sum = new ObjectStatSum();
        counts[..Count].CopyTo(sum._values);
        return sum;
    }

    /// <summary>Adds the counts to a sum that is kept elsewhere.</summary>
    public void AddTo(Span<long> counts) => Accumulate(counts, 1);

    /// <inheritdoc cref="AddTo"/>
    public void SubtractFrom(Span<long> counts) => Accumulate(counts, -1);

    public ObjectStatSum Add(ObjectStatSum other) => Combine(other, 1);

    public ObjectStatSum Subtract(ObjectStatSum other) => Combine(other, -1);

    public bool Equals(ObjectStatSum? other) => other is not null && ((ReadOnlySpan<long>)_values).SequenceEqual(other._values);

    public override int GetHashCode() => HashCode.Combine(this[ObjectStat.Bytes], this[ObjectStat.Objects], this[ObjectStat.Reads]);

    internal void Dump(Utf8JsonWriter json)
    {
        json.WriteStartObject("stat_sum");
        foreach (var (name, stat) in Dumped)
        {
            json.WriteNumber(name, this[stat]);
        }

        json.WriteEndObject();
    }

    private static bool IsNarrow(int index) => index is >= FirstNarrow and <= LastNarrow;

    private void Accumulate(Span<long> counts, long sign)
    {
        ReadOnlySpan<long> values = _values;
        counts = counts[..values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            counts[i] = unchecked(counts[i] + (sign * values[i]));
        }
    }

    private ObjectStatSum Combine(ObjectStatSum other, long sign)
    {
        var sum = From(_values);
        other.Accumulate(sum._values, sign);
        return sum;
    }

    [InlineArray(Count)]
    private struct Counts
    {
        private long _first;
    }
}
