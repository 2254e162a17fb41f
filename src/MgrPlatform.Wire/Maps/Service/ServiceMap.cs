using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Service;

/// <summary>Daemons that are not Ceph's own kinds (rgw, rbd-mirror, …), as the active manager knows them.</summary>
public sealed record ServiceMap(uint Epoch, UTime Modified, IReadOnlyDictionary<string, Service> Services) : IWireType<ServiceMap>
{
    private const byte Version = 1;

    public static int MinimumSize => 6;

    public static ServiceMap Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var epoch = reader.ReadUInt32();
        var modified = reader.ReadUTime();
        var services = reader.ReadMap(Codecs.String, Codecs.Of<Service>());
        reader.EndStruct(scope);
        return new ServiceMap(epoch, modified, services);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteUInt32(Epoch);
        writer.WriteUTime(Modified);
        writer.WriteMap(Services, Codecs.String, Codecs.Of<Service>());
        writer.EndStruct(scope);
    }

    /// <summary>As <c>ceph service dump</c>.</summary>
    public void Dump(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", Epoch);
        json.WriteTime("modified", Modified);
        json.WriteStartObject("services");
        foreach (var (name, service) in Services)
        {
            service.Dump(json, name);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
