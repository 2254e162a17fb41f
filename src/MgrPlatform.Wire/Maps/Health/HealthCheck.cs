using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Health;

/// <summary>Something that is wrong with the cluster.</summary>
public sealed record HealthCheck(HealthSeverity Severity, string Summary, IReadOnlyList<string> Detail, long Count) : IWireType<HealthCheck>
{
    private const byte Version = 2;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public static HealthCheck Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var severity = (HealthSeverity)reader.ReadByte();
        var summary = reader.ReadString();
        var detail = reader.ReadList(Codecs.String);
        var count = reader.ReadInt64();
        reader.EndStruct(scope);
        return new HealthCheck(severity, summary, detail, count);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteByte((byte)Severity);
        writer.WriteString(Summary);
        writer.WriteList(Detail, Codecs.String);
        writer.WriteInt64(Count);
        writer.EndStruct(scope);
    }
}
