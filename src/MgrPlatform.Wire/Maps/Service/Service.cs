using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Service;

/// <summary>The daemons of one service.</summary>
public sealed record Service(IReadOnlyDictionary<string, ServiceDaemon> Daemons, string Summary) : IWireType<Service>
{
    private const byte Version = 1;

    public static int MinimumSize => 6;

    public static Service Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var daemons = reader.ReadMap(Codecs.String, Codecs.Of<ServiceDaemon>());
        var summary = reader.ReadString();
        reader.EndStruct(scope);
        return new Service(daemons, summary);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteMap(Daemons, Codecs.String, Codecs.Of<ServiceDaemon>());
        writer.WriteString(Summary);
        writer.EndStruct(scope);
    }

    internal void Dump(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("daemons");
        json.WriteString("summary", Summary); // Among the daemons, as in Ceph.
        foreach (var (id, daemon) in Daemons)
        {
            daemon.Dump(json, id);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
