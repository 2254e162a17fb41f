using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>The tree of where data may lie, and the rules that place it. Travels without a version, behind a magic number.</summary>
public sealed partial record CrushMap : IWireType<CrushMap>
{
    /// <summary>The choose args that clients from before Luminous see the results of.</summary>
    public const long CompatChooseArgs = -1;
    private const uint Magic = 0x00010000;

    private static readonly Codec<OrderedDictionary<int, int>> Shadows = Codecs.Map(Codecs.Int32, Codecs.Int32);
    private static readonly Codec<CrushChooseArg[]> ChooseArgCodec = Codecs.List(Codecs.Of<CrushChooseArg>());

    public static int MinimumSize => 16;

    public int MaxDevices { get; init; }

    /// <summary>By slot, which is -1 less its id; null for a free slot.</summary>
    public IReadOnlyList<CrushBucket?> Buckets { get; init; } = [];

    /// <summary>By rule id; null for a free one.</summary>
    public IReadOnlyList<CrushRule?> Rules { get; init; } = [];

    public IReadOnlyDictionary<int, string> TypeNames { get; init; } = ReadOnlyDictionary<int, string>.Empty;

    public IReadOnlyDictionary<int, string> ItemNames { get; init; } = ReadOnlyDictionary<int, string>.Empty;

    public IReadOnlyDictionary<int, string> RuleNames { get; init; } = ReadOnlyDictionary<int, string>.Empty;

    public CrushTunables Tunables { get; init; } = CrushTunables.Jewel;

    /// <summary>By device, or by a class's shadow of a bucket, its class.</summary>
    public IReadOnlyDictionary<int, int> ItemClasses { get; init; } = ReadOnlyDictionary<int, int>.Empty;

    public IReadOnlyDictionary<int, string> ClassNames { get; init; } = ReadOnlyDictionary<int, string>.Empty;

    /// <summary>By bucket and class the bucket that holds only that class's devices.</summary>
    public IReadOnlyDictionary<int, OrderedDictionary<int, int>> ClassBuckets { get; init; } =
        ReadOnlyDictionary<int, OrderedDictionary<int, int>>.Empty;

    public IReadOnlyDictionary<long, CrushChooseArg[]> ChooseArgs { get; init; } = ReadOnlyDictionary<long, CrushChooseArg[]>.Empty;

    public static CrushMap Decode(ref WireReader reader)
    {
        var magic = reader.ReadUInt32();
        if (magic != Magic)
        {
            throw new WireFormatException($"a CRUSH map begins with 0x{magic:x8}, not with 0x{Magic:x8}", reader.Position);
        }

        var buckets = new CrushBucket?[reader.ReadCount(sizeof(uint))];
        var rules = new CrushRule?[reader.ReadCount(sizeof(uint))];
        var maxDevices = reader.ReadInt32();
        for (var i = 0; i < buckets.Length; i++)
        {
            buckets[i] = CrushBucket.DecodeSlot(ref reader);
        }

        for (var i = 0; i < rules.Length; i++)
        {
            rules[i] = reader.ReadUInt32() == 0 ? null : reader.Read<CrushRule>();
        }

        return new CrushMap
        {
            MaxDevices = maxDevices,
            Buckets = buckets,
            Rules = rules,
            TypeNames = reader.ReadMap(Codecs.Int32, Codecs.String),
            ItemNames = reader.ReadMap(Codecs.Int32, Codecs.String),
            RuleNames = reader.ReadMap(Codecs.Int32, Codecs.String),
            Tunables = reader.Read<CrushTunables>(),
            ItemClasses = reader.ReadMap(Codecs.Int32, Codecs.Int32),
            ClassNames = reader.ReadMap(Codecs.Int32, Codecs.String),
            ClassBuckets = reader.ReadMap(Codecs.Int32, Shadows),
            ChooseArgs = reader.ReadMap(Codecs.Int64, ChooseArgCodec),
        };
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32(Magic);
        writer.WriteUInt32((uint)Buckets.Count);
        writer.WriteUInt32((uint)Rules.Count);
        writer.WriteInt32(MaxDevices);
        foreach (var bucket in Buckets)
        {
            CrushBucket.EncodeSlot(writer, bucket);
        }

        foreach (var rule in Rules)
        {
            writer.WriteUInt32(rule is null ? 0u : 1u);
            rule?.Encode(writer);
        }

        writer.WriteMap(TypeNames, Codecs.Int32, Codecs.String);
        writer.WriteMap(ItemNames, Codecs.Int32, Codecs.String);
        writer.WriteMap(RuleNames, Codecs.Int32, Codecs.String);
        writer.Write(Tunables);
        writer.WriteMap(ItemClasses, Codecs.Int32, Codecs.Int32);
        writer.WriteMap(ClassNames, Codecs.Int32, Codecs.String);
        writer.WriteMap(ClassBuckets, Codecs.Int32, Shadows);
        writer.WriteMap(ChooseArgs, Codecs.Int64, ChooseArgCodec);
    }

    /// <summary>Null for a device, and for an id that no bucket has.</summary>
    public CrushBucket? BucketOf(int id) => id < 0 && -1 - id < Buckets.Count ? Buckets[-1 - id] : null;

    /// <summary>Whether a client must know choose args to place data as this map says.</summary>
    public bool HasIncompatibleChooseArgs =>
        ChooseArgs.Count > 1
        || ChooseArgs.Any(static pair =>
            pair.Key != CompatChooseArgs || pair.Value.Any(static arg => arg.WeightSets.Count > 1 || arg.Ids.Count > 0));
}
