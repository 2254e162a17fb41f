using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>A query, and how many of its rows are wanted, by which order.</summary>
public sealed record PerfMetricRequest(PerfMetricQuery Query, IReadOnlyList<PerfMetricLimit> Limits) : IWireType<PerfMetricRequest>
{
    public static int MinimumSize => PerfMetricQuery.MinimumSize + 4;

    public static PerfMetricRequest Decode(ref WireReader reader)
    {
        var query = reader.Read<PerfMetricQuery>();
        var limits = reader.ReadList<PerfMetricLimit>();
        return new PerfMetricRequest(query, limits);
    }

    public void Encode(WireWriter writer)
    {
        writer.Write(Query);
        writer.WriteList(Limits);
    }
}
