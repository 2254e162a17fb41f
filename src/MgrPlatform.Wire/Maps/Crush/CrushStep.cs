using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>A step of a rule. What the arguments are depends on the operation.</summary>
public readonly record struct CrushStep(CrushOperation Operation, int First, int Second) : IWireType<CrushStep>
{
    public static int MinimumSize => 12;

    public static CrushStep Decode(ref WireReader reader)
    {
        var operation = (CrushOperation)reader.ReadUInt32();
        var first = reader.ReadInt32();
        var second = reader.ReadInt32();
        return new CrushStep(operation, first, second);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32((uint)Operation);
        writer.WriteInt32(First);
        writer.WriteInt32(Second);
    }
}
