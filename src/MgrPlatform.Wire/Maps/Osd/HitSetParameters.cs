using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>How a cache pool remembers what was used.</summary>
/// <param name="FalsePositiveMicro">Of a Bloom filter, as are the next two.</param>
public readonly record struct HitSetParameters(HitSetKind Kind, uint FalsePositiveMicro, ulong TargetSize, ulong Seed)
    : IWireType<HitSetParameters>
{
    private const byte Version = 1;

    public static int MinimumSize => 7;

    public static HitSetParameters Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var kind = (HitSetKind)reader.ReadByte();
        var parameters = kind switch
        {
            HitSetKind.None or HitSetKind.ExplicitHash or HitSetKind.ExplicitObject => new HitSetParameters(kind, 0, 0, 0),
            HitSetKind.Bloom => DecodeBloom(ref reader),
            _ => throw new WireFormatException($"a hit set of kind {(int)kind}, known are 0 to 3", reader.Position),
        };
        reader.EndStruct(scope);
        return parameters;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteByte((byte)Kind);
        if (Kind != HitSetKind.None)
        {
            var inner = writer.BeginStruct(Version, Version);
            if (Kind == HitSetKind.Bloom)
            {
                writer.WriteUInt32(FalsePositiveMicro);
                writer.WriteUInt64(TargetSize);
                writer.WriteUInt64(Seed);
            }

            writer.EndStruct(inner);
        }

        writer.EndStruct(scope);
    }

    internal void Dump(Utf8JsonWriter json)
    {
        json.WriteStartObject("hit_set_params");
        json.WriteString("type", Kind switch
        {
            HitSetKind.ExplicitHash => "explicit_hash",
            HitSetKind.ExplicitObject => "explicit_object",
            HitSetKind.Bloom => "bloom",
            _ => "none",
        });
        if (Kind == HitSetKind.Bloom)
        {
            json.WriteNumber("false_positive_probability", FalsePositiveMicro / 1_000_000.0);
            json.WriteNumber("target_size", TargetSize);
            json.WriteNumber("seed", Seed);
        }

        json.WriteEndObject();
    }

    private static HitSetParameters DecodeBloom(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var falsePositiveMicro = reader.ReadUInt32();
        var targetSize = reader.ReadUInt64();
        var seed = reader.ReadUInt64();
        reader.EndStruct(scope);
        return new HitSetParameters(HitSetKind.Bloom, falsePositiveMicro, targetSize, seed);
    }
}
