using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>The rows with the highest values of a counter.</summary>
public sealed record PerfMetricLimit(byte OrderBy, ulong MaxCount) : IWireType<PerfMetricLimit>
{
    private const byte Version = 1;

    public static int MinimumSize => 21;

    public static PerfMetricLimit Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var orderBy = PerfMetricCounters.ReadOne(ref reader);
        var maxCount = reader.ReadUInt64();
        reader.EndStruct(scope);
        return new PerfMetricLimit(orderBy, maxCount);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        PerfMetricCounters.WriteOne(writer, OrderBy);
        writer.WriteUInt64(MaxCount);
        writer.EndStruct(scope);
    }
}
