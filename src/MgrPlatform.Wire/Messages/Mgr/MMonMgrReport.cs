using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Maps.Service;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>
/// What the active manager tells the monitors every two seconds: health, progress, services. The data segment holds a
/// <see cref="PgMapDigest"/>; it is empty while the manager still waits for the OSDs' first reports.
/// </summary>
public sealed record MMonMgrReport : Message, IMessage<MMonMgrReport>
{
    private const ushort GidVersion = 3;

    public static MessageKind KindOf => new(MessageType.MonMgrReport, GidVersion);

    public override MessageKind Kind => KindOf;

    public ulong PaxosVersion { get; init; }

    /// <summary>The checks that the manager owns; the monitors add theirs.</summary>
    public HealthCheckMap HealthChecks { get; init; } = HealthCheckMap.Empty;

    /// <summary>Absent when it has not changed.</summary>
    public ServiceMap? ServiceMap { get; init; }

    public IReadOnlyDictionary<string, ProgressEvent> ProgressEvents { get; init; } = ReadOnlyDictionary<string, ProgressEvent>.Empty;

    public ulong Gid { get; init; }

    /// <summary>What to send in the data segment; of a message that came, read <see cref="DecodeDigest"/>.</summary>
    public PgMapDigest? Digest { get; init; }

    public static MMonMgrReport Decode(ref WireReader front, ushort version) => new()
    {
        PaxosVersion = PaxosField.Read(ref front),
        HealthChecks = front.Read<HealthCheckMap>(),
        ServiceMap = front.ReadOptionalBlob(static (ref r) => r.Read<ServiceMap>()),
        ProgressEvents = front.ReadMap(Codecs.String, Codecs.Of<ProgressEvent>()),
        Gid = version >= GidVersion ? front.ReadUInt64() : 0,
    };

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.Write(HealthChecks);
        writer.WriteOptionalBlob(ServiceMap, static (w, map) => map.Encode(w));
        writer.WriteMap(ProgressEvents, Codecs.String, Codecs.Of<ProgressEvent>());
        writer.WriteUInt64(Gid);
    }

    public override ReadOnlyMemory<byte> EncodeData(Features features) =>
        Digest is null ? Data : WireWriter.Encode(Digest, features);

    /// <summary>The digest in the data segment, absent if that is empty.</summary>
    public PgMapDigest? DecodeDigest()
    {
        if (Data.IsEmpty)
        {
            return null;
        }

        var reader = new WireReader(Data.Span);
        return reader.Read<PgMapDigest>();
    }
}
