using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>What the queries of <see cref="MetricRequests"/> found.</summary>
/// <param name="DelayedRanks">Of metadata servers only.</param>
public sealed record MetricReports(MetricKind MetricKind, IReadOnlyList<PerfMetricReport> Reports, IReadOnlyList<int> DelayedRanks)
    : IWireType<MetricReports>
{
    private const byte Version = 1;

    public static int MinimumSize => 10;

    public static MetricReports Decode(ref WireReader reader)
    {
        var kind = (MetricKind)reader.ReadUInt32();
        var scope = reader.BeginStruct(Version);
        var reports = kind switch
        {
            MetricKind.Osd => new MetricReports(kind, reader.ReadList<PerfMetricReport>(), []),
            MetricKind.Mds => DecodeMds(ref reader),
            _ => new MetricReports(kind, [], []),
        };
        reader.EndStruct(scope);
        return reports;
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32((uint)MetricKind);
        var scope = writer.BeginStruct(Version, Version);
        if (MetricKind == MetricKind.Mds)
        {
            EncodeMds(writer);
        }
        else
        {
            writer.WriteList(Reports);
        }

        writer.EndStruct(scope);
    }

    private static MetricReports DecodeMds(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var reports = reader.ReadList<PerfMetricReport>();
        var delayedRanks = reader.ReadList(Codecs.Int32);
        reader.EndStruct(scope);
        return new MetricReports(MetricKind.Mds, reports, delayedRanks);
    }

    private void EncodeMds(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteList(Reports);
        writer.WriteList(DelayedRanks, Codecs.Int32);
        writer.EndStruct(scope);
    }
}
