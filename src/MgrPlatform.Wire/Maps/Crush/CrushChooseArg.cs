using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>Other weights and ids for one bucket, by which data is balanced.</summary>
/// <param name="BucketIndex">The bucket's slot.</param>
/// <param name="WeightSets">Per position in the result the weights of the items.</param>
public sealed record CrushChooseArg(uint BucketIndex, IReadOnlyList<uint[]> WeightSets, IReadOnlyList<int> Ids) : IWireType<CrushChooseArg>
{
    private static readonly Codec<uint[]> Weights = Codecs.List(Codecs.UInt32);

    public static int MinimumSize => 12;

    public static CrushChooseArg Decode(ref WireReader reader)
    {
        var bucketIndex = reader.ReadUInt32();
        var weightSets = reader.ReadList(Weights);
        var ids = reader.ReadList(Codecs.Int32);
        return new CrushChooseArg(bucketIndex, weightSets, ids);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32(BucketIndex);
        writer.WriteList(WeightSets, Weights);
        writer.WriteList(Ids, Codecs.Int32);
    }
}
