using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>The rows that a query found.</summary>
/// <param name="Counters">What each row's values are of.</param>
public sealed record PerfMetricReport(PerfMetricQuery Query, IReadOnlyList<byte> Counters, IReadOnlyList<PerfMetricRow> Rows)
    : IWireType<PerfMetricReport>
{
    private const byte Version = 1;

    public static int MinimumSize => PerfMetricQuery.MinimumSize + 11;

    public static PerfMetricReport Decode(ref WireReader reader)
    {
        var query = reader.Read<PerfMetricQuery>();
        var scope = reader.BeginStruct(Version);
        var counters = PerfMetricCounters.Read(ref reader);
        var rows = reader.ReadList<PerfMetricRow>();
        reader.EndStruct(scope);
        return new PerfMetricReport(query, counters, rows);
    }

    public void Encode(WireWriter writer)
    {
        writer.Write(Query);
        var scope = writer.BeginStruct(Version, Version);
        PerfMetricCounters.Write(writer, Counters);
        writer.WriteList(Rows);
        writer.EndStruct(scope);
    }
}
