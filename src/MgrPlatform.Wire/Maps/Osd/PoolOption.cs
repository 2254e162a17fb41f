using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>A value of a pool's option: one of the three, as its kind says.</summary>
public readonly record struct PoolOption(PoolOptionKind Kind, string? Text, long Integer, double Real) : IWireType<PoolOption>
{
    public static int MinimumSize => 8;

    public static PoolOption Of(string text) => new(PoolOptionKind.Text, text, 0, 0);

    public static PoolOption Of(long number) => new(PoolOptionKind.Integer, null, number, 0);

    public static PoolOption Of(double number) => new(PoolOptionKind.Real, null, 0, number);

    public static PoolOption Decode(ref WireReader reader)
    {
        var kind = (PoolOptionKind)reader.ReadInt32();
        return kind switch
        {
            PoolOptionKind.Text => Of(reader.ReadString()),
            PoolOptionKind.Integer => Of(reader.ReadInt64()),
            PoolOptionKind.Real => Of(reader.ReadDouble()),
            _ => throw new WireFormatException($"a pool's option of kind {(int)kind}, known are 0 to 2", reader.Position),
        };
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteInt32((int)Kind);
        switch (Kind)
        {
            case PoolOptionKind.Text:
                writer.WriteString(Text ?? "");
                break;
            case PoolOptionKind.Integer:
                writer.WriteInt64(Integer);
                break;
            default:
                writer.WriteDouble(Real);
                break;
        }
    }

    internal void Dump(Utf8JsonWriter json, string name)
    {
        switch (Kind)
        {
            case PoolOptionKind.Text:
                json.WriteString(name, Text);
                break;
            case PoolOptionKind.Integer:
                json.WriteNumber(name, Integer);
                break;
            default:
                json.WriteReal(name, Real);
                break;
        }
    }
}
