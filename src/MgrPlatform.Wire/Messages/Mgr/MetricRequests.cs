using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>Queries for one kind of daemon.</summary>
public sealed record MetricRequests(MetricKind MetricKind, IReadOnlyList<PerfMetricRequest> Requests) : IWireType<MetricRequests>
{
    private const byte Version = 1;

    public static int MinimumSize => 10;

    public static MetricRequests Decode(ref WireReader reader)
    {
        var kind = (MetricKind)reader.ReadUInt32();
        var scope = reader.BeginStruct(Version);
        var requests = kind <= MetricKind.Mds ? reader.ReadList<PerfMetricRequest>() : [];
        reader.EndStruct(scope);
        return new MetricRequests(kind, requests);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32((uint)MetricKind);
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteList(Requests);
        writer.EndStruct(scope);
    }
}
