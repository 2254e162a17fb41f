using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>How often a daemon shall report and what; the answer to <see cref="MMgrOpen"/>, and sent again on change.</summary>
/// <param name="StatsThreshold">Only counters of this priority or a higher one are wanted.</param>
/// <param name="OsdQueries">Queries for OSDs travel here, all others in <paramref name="MetricRequests"/>.</param>
public sealed record MMgrConfigure(
    uint StatsPeriodSeconds, uint StatsThreshold, IReadOnlyList<PerfMetricRequest> OsdQueries, MetricRequests? MetricRequests)
    : Message, IMessage<MMgrConfigure>
{
    private const ushort ThresholdVersion = 2;
    private const ushort QueriesVersion = 3;
    private const ushort MetricsVersion = 4;

    public static MessageKind KindOf => new(MessageType.MgrConfigure, MetricsVersion);

    public override MessageKind Kind => KindOf;

    public static MMgrConfigure Decode(ref WireReader front, ushort version)
    {
        var period = front.ReadUInt32();
        var threshold = version >= ThresholdVersion ? front.ReadUInt32() : 0;
        var queries = version >= QueriesVersion ? front.ReadList<PerfMetricRequest>() : [];
        var requests = version >= MetricsVersion ? front.ReadOptional(Codecs.Of<MetricRequests>()) : null;
        return new MMgrConfigure(period, threshold, queries, requests);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt32(StatsPeriodSeconds);
        writer.WriteUInt32(StatsThreshold);
        writer.WriteList(OsdQueries);
        writer.WriteOptional(MetricRequests, Codecs.Of<MetricRequests>());
    }
}
