using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Health;

/// <summary>A health check that the operator does not want to see; a value in the monitors' store.</summary>
/// <param name="Until">Zero for no end.</param>
/// <param name="Sticky">It stays when the check goes away or gets worse.</param>
public sealed record HealthMute(string Code, UTime Until, bool Sticky, string Summary, long Count) : IWireType<HealthMute>
{
    private const byte Version = 1;

    public static int MinimumSize => 6;

    public static HealthMute Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var code = reader.ReadString();
        var until = reader.ReadUTime();
        var sticky = reader.ReadBool();
        var summary = reader.ReadString();
        var count = reader.ReadInt64();
        reader.EndStruct(scope);
        return new HealthMute(code, until, sticky, summary, count);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteString(Code);
        writer.WriteUTime(Until);
        writer.WriteBool(Sticky);
        writer.WriteString(Summary);
        writer.WriteInt64(Count);
        writer.EndStruct(scope);
    }
}
