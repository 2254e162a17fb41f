using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>A rule by which data is placed.</summary>
/// <param name="Ruleset">Dead since Luminous; equal to the rule's id.</param>
/// <param name="Type">1 replicated, 3 erasure coded.</param>
public sealed record CrushRule(byte Ruleset, byte Type, byte MinSize, byte MaxSize, IReadOnlyList<CrushStep> Steps) : IWireType<CrushRule>
{
    public static int MinimumSize => 8;

    public static CrushRule Decode(ref WireReader reader)
    {
        // The count stands before the head, the steps after it.
        var steps = new CrushStep[reader.ReadCount(CrushStep.MinimumSize)];
        var ruleset = reader.ReadByte();
        var type = reader.ReadByte();
        var minSize = reader.ReadByte();
        var maxSize = reader.ReadByte();
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = reader.Read<CrushStep>();
        }

        return new CrushRule(ruleset, type, minSize, maxSize, steps);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32((uint)Steps.Count);
        writer.WriteByte(Ruleset);
        writer.WriteByte(Type);
        writer.WriteByte(MinSize);
        writer.WriteByte(MaxSize);
        foreach (var step in Steps)
        {
            writer.Write(step);
        }
    }
}
