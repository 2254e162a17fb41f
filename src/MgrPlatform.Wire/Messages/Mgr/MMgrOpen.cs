using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>A daemon begins to report to the active manager.</summary>
/// <param name="ServiceName">Empty for OSDs and metadata servers, then the kind is that of the connection's peer.</param>
/// <param name="ServiceMetadata">Only of a daemon that registers as a service.</param>
/// <param name="ServiceStatus">Likewise.</param>
/// <param name="Config">The options that are not at their default; absent when unchanged.</param>
/// <param name="ConfigDefaults">Every option's default, some 1800; absent when unchanged.</param>
public sealed record MMgrOpen(
    string DaemonName,
    string ServiceName,
    bool ServiceDaemon,
    IReadOnlyDictionary<string, string>? ServiceMetadata,
    IReadOnlyDictionary<string, string>? ServiceStatus,
    DaemonConfig? Config,
    IReadOnlyDictionary<string, string>? ConfigDefaults) : Message, IMessage<MMgrOpen>
{
    private const ushort ServiceVersion = 2;
    private const ushort ConfigVersion = 3;

    public static MessageKind KindOf => new(MessageType.MgrOpen, ConfigVersion);

    public override MessageKind Kind => KindOf;

    public static MMgrOpen Decode(ref WireReader front, ushort version)
    {
        var daemonName = front.ReadString();
        var serviceName = version >= ServiceVersion ? front.ReadString() : "";
        var serviceDaemon = version >= ServiceVersion && front.ReadBool();
        var metadata = serviceDaemon ? front.ReadMap(Codecs.String, Codecs.String) : null;
        var status = serviceDaemon ? front.ReadMap(Codecs.String, Codecs.String) : null;
        var config = version >= ConfigVersion ? front.ReadOptionalBlob(static (ref r) => r.Read<DaemonConfig>()) : null;
        var defaults = version >= ConfigVersion
            ? front.ReadOptionalBlob(static (ref r) => r.ReadMap(Codecs.String, Codecs.String))
            : null;
        return new MMgrOpen(daemonName, serviceName, serviceDaemon, metadata, status, config, defaults);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteString(DaemonName);
        writer.WriteString(ServiceName);
        writer.WriteBool(ServiceDaemon);
        if (ServiceDaemon)
        {
            var metadata = ServiceMetadata ?? throw new InvalidOperationException("a service daemon has metadata");
            var status = ServiceStatus ?? throw new InvalidOperationException("a service daemon has a status");
            writer.WriteMap(metadata, Codecs.String, Codecs.String);
            writer.WriteMap(status, Codecs.String, Codecs.String);
        }

        writer.WriteOptionalBlob(Config, static (w, config) => config.Encode(w));
        writer.WriteOptionalBlob(ConfigDefaults, static (w, defaults) => w.WriteMap(defaults, Codecs.String, Codecs.String));
    }
}
