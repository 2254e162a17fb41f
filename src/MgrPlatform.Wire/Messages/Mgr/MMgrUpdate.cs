using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>A daemon's metadata changed. Known from sources only: no daemon that we watched has sent it.</summary>
public sealed record MMgrUpdate(
    string DaemonName,
    string ServiceName,
    IReadOnlyDictionary<string, string>? Metadata,
    IReadOnlyDictionary<string, string>? Status) : Message, IMessage<MMgrUpdate>
{
    private const ushort MetadataVersion = 2;

    public static MessageKind KindOf => new(MessageType.MgrUpdate, MetadataVersion);

    public override MessageKind Kind => KindOf;

    public static MMgrUpdate Decode(ref WireReader front, ushort version)
    {
        var daemonName = front.ReadString();
        var serviceName = version >= MetadataVersion ? front.ReadString() : "";
        var hasMetadata = version >= MetadataVersion && front.ReadBool();
        var metadata = hasMetadata ? front.ReadMap(Codecs.String, Codecs.String) : null;
        var status = hasMetadata ? front.ReadMap(Codecs.String, Codecs.String) : null;
        return new MMgrUpdate(daemonName, serviceName, metadata, status);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteString(DaemonName);
        writer.WriteString(ServiceName);
        writer.WriteBool(Metadata is not null);
        if (Metadata is not null)
        {
            writer.WriteMap(Metadata, Codecs.String, Codecs.String);
            writer.WriteMap(Status ?? throw new InvalidOperationException("metadata comes with a status"), Codecs.String, Codecs.String);
        }
    }
}
