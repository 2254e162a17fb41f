using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>A daemon's counters and state. Counters are declared once in a session, then only their values travel.</summary>
public sealed record MMgrReport : Message, IMessage<MMgrReport>
{
    private const ushort UndeclaredVersion = 2;
    private const ushort ServiceVersion = 3;
    private const ushort HealthVersion = 5;
    private const ushort ConfigVersion = 6;
    private const ushort OsdMetricsVersion = 7;
    private const ushort TaskStatusVersion = 8;
    private const ushort MetricsVersion = 9;

    private static readonly Codec<OrderedDictionary<string, string>> Texts = Codecs.Map(Codecs.String, Codecs.String);

    public static MessageKind KindOf => new(MessageType.MgrReport, MetricsVersion);

    public override MessageKind Kind => KindOf;

    public string DaemonName { get; init; } = "";

    /// <summary>Counters that are new in this session.</summary>
    public IReadOnlyList<PerfCounterType> Declared { get; init; } = [];

    /// <summary>The values of all counters of the session; <see cref="PerfCounterSession"/> reads them.</summary>
    public byte[] Packed { get; init; } = [];

    public IReadOnlyList<string> Undeclared { get; init; } = [];

    public string ServiceName { get; init; } = "";

    /// <summary>Present when it has changed.</summary>
    public OrderedDictionary<string, string>? DaemonStatus { get; init; }

    public IReadOnlyList<DaemonHealthMetric> HealthMetrics { get; init; } = [];

    /// <summary>Absent when unchanged.</summary>
    public DaemonConfig? Config { get; init; }

    public IReadOnlyList<PerfMetricReport> OsdMetrics { get; init; } = [];

    public OrderedDictionary<string, string>? TaskStatus { get; init; }

    public MetricReports? Metrics { get; init; }

    public static MMgrReport Decode(ref WireReader front, ushort version) => new()
    {
        DaemonName = front.ReadString(),
        Declared = front.ReadList<PerfCounterType>(),
        Packed = front.ReadBlob(),
        Undeclared = version >= UndeclaredVersion ? front.ReadList(Codecs.String) : [],
        ServiceName = version >= ServiceVersion ? front.ReadString() : "",
        DaemonStatus = version >= ServiceVersion ? front.ReadOptional(Texts) : null,
        HealthMetrics = version >= HealthVersion ? front.ReadList<DaemonHealthMetric>() : [],
        Config = version >= ConfigVersion ? front.ReadOptionalBlob(static (ref r) => r.Read<DaemonConfig>()) : null,
        OsdMetrics = version >= OsdMetricsVersion ? front.ReadList<PerfMetricReport>() : [],
        TaskStatus = version >= TaskStatusVersion ? front.ReadOptional(Texts) : null,
        Metrics = version >= MetricsVersion ? front.ReadOptional(Codecs.Of<MetricReports>()) : null,
    };

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteString(DaemonName);
        writer.WriteList(Declared);
        writer.WriteBlob(Packed);
        writer.WriteList(Undeclared, Codecs.String);
        writer.WriteString(ServiceName);
        writer.WriteOptional(DaemonStatus, Texts);
        writer.WriteList(HealthMetrics);
        writer.WriteOptionalBlob(Config, static (w, config) => config.Encode(w));
        writer.WriteList(OsdMetrics);
        writer.WriteOptional(TaskStatus, Texts);
        writer.WriteOptional(Metrics, Codecs.Of<MetricReports>());
    }
}
