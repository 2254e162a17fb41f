using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Quorum;

/// <summary>By kind of entity, how many are connected with which features; <c>ceph features</c> shows it.</summary>
public sealed record FeatureMap(IReadOnlyDictionary<uint, OrderedDictionary<ulong, ulong>> Counts) : IWireType<FeatureMap>
{
    private const byte Version = 1;

    private static readonly Codec<OrderedDictionary<ulong, ulong>> ByFeatures = Codecs.Map(Codecs.UInt64, Codecs.UInt64);

    public static int MinimumSize => 6;

    public static FeatureMap Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var counts = reader.ReadMap(Codecs.UInt32, ByFeatures);
        reader.EndStruct(scope);
        return new FeatureMap(counts);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteMap(Counts, Codecs.UInt32, ByFeatures);
        writer.EndStruct(scope);
    }
}
