using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>An inner node of the tree.</summary>
/// <param name="Hash">0 rjenkins1.</param>
/// <param name="Weight">Of all items, in units of 1/65536, as are all weights here.</param>
/// <param name="Weights">For straw2, list and straw one an item; for uniform one for all; for tree one a node.</param>
/// <param name="Derived">For list the sums so far, for straw the lengths of the straws.</param>
public sealed record CrushBucket(
    int Id,
    ushort Type,
    CrushAlgorithm Algorithm,
    byte Hash,
    uint Weight,
    IReadOnlyList<int> Items,
    IReadOnlyList<uint> Weights,
    IReadOnlyList<uint> Derived)
{
    private const int Slot = sizeof(uint);

    public uint ItemWeight(int index)
    {
        var at = Algorithm switch
        {
            CrushAlgorithm.Uniform => 0,
            CrushAlgorithm.Tree => ((index + 1) << 1) - 1,
            _ => index,
        };
        return at < Weights.Count ? Weights[at] : 0;
    }

    internal static CrushBucket? DecodeSlot(ref WireReader reader)
    {
        if (reader.ReadUInt32() == 0)
        {
            return null;
        }

        var id = reader.ReadInt32();
        var type = reader.ReadUInt16();
        var algorithm = (CrushAlgorithm)reader.ReadByte();
        var hash = reader.ReadByte();
        var weight = reader.ReadUInt32();
        var items = reader.ReadList(Codecs.Int32);
        uint[] weights = [];
        uint[] derived = [];
        switch (algorithm)
        {
            case CrushAlgorithm.Uniform:
                weights = [reader.ReadUInt32()];
                break;
            case CrushAlgorithm.List or CrushAlgorithm.Straw:
                (weights, derived) = ReadPairs(ref reader, items.Length);
                break;
            case CrushAlgorithm.Tree:
                weights = ReadWeights(ref reader, reader.ReadByte());
                break;
            case CrushAlgorithm.Straw2:
                weights = ReadWeights(ref reader, items.Length);
                break;
            default:
                throw new WireFormatException($"a CRUSH bucket of algorithm {(int)algorithm}, known are 1 to 5", reader.Position);
        }

        return new CrushBucket(id, type, algorithm, hash, weight, items, weights, derived);
    }

    internal static void EncodeSlot(WireWriter writer, CrushBucket? bucket)
    {
        if (bucket is null)
        {
            writer.WriteUInt32(0);
            return;
        }

        writer.WriteUInt32((uint)bucket.Algorithm);
        writer.WriteInt32(bucket.Id);
        writer.WriteUInt16(bucket.Type);
        writer.WriteByte((byte)bucket.Algorithm);
        writer.WriteByte(bucket.Hash);
        writer.WriteUInt32(bucket.Weight);
        writer.WriteList(bucket.Items, Codecs.Int32);
        if (bucket.Algorithm == CrushAlgorithm.Tree)
        {
            writer.WriteByte(checked((byte)bucket.Weights.Count));
        }

        for (var i = 0; i < bucket.Weights.Count; i++)
        {
            writer.WriteUInt32(bucket.Weights[i]);
            if (i < bucket.Derived.Count)
            {
                writer.WriteUInt32(bucket.Derived[i]);
            }
        }
    }

    private static uint[] ReadWeights(ref WireReader reader, int count)
    {
        CheckRoom(ref reader, count, Slot);
        var weights = new uint[count];
        for (var i = 0; i < count; i++)
        {
            weights[i] = reader.ReadUInt32();
        }

        return weights;
    }

    private static (uint[] Weights, uint[] Derived) ReadPairs(ref WireReader reader, int count)
    {
        CheckRoom(ref reader, count, 2 * Slot);
        var weights = new uint[count];
        var derived = new uint[count];
        for (var i = 0; i < count; i++)
        {
            weights[i] = reader.ReadUInt32();
            derived[i] = reader.ReadUInt32();
        }

        return (weights, derived);
    }

    private static void CheckRoom(ref WireReader reader, int count, int size)
    {
        if (count > reader.Remaining / size)
        {
            throw new WireFormatException($"{count} weights where {reader.Remaining} bytes are left", reader.Position);
        }
    }
}
