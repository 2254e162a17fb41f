using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>One part of a query's key, and the groups of it that count.</summary>
/// <param name="Pattern">A regular expression; its groups become the row's key.</param>
public sealed record PerfMetricKey(byte Type, string Pattern) : IWireType<PerfMetricKey>
{
    private const byte Version = 1;

    public static int MinimumSize => 11;

    public static PerfMetricKey Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var type = reader.ReadByte();
        var pattern = reader.ReadString();
        reader.EndStruct(scope);
        return new PerfMetricKey(type, pattern);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteByte(Type);
        writer.WriteString(Pattern);
        writer.EndStruct(scope);
    }
}
