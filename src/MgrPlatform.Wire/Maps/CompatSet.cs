using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps;

/// <summary>Features of what is stored: those that matter to nobody else, to writers, and to readers.</summary>
public sealed record CompatSet(CompatFeatures Compatible, CompatFeatures ReadOnlyCompatible, CompatFeatures Incompatible)
    : IWireType<CompatSet>
{
    public static readonly CompatSet Empty = new(CompatFeatures.Empty, CompatFeatures.Empty, CompatFeatures.Empty);

    public static int MinimumSize => 3 * CompatFeatures.MinimumSize;

    public static CompatSet Decode(ref WireReader reader)
    {
        var compatible = reader.Read<CompatFeatures>();
        var readOnlyCompatible = reader.Read<CompatFeatures>();
        var incompatible = reader.Read<CompatFeatures>();
        return new CompatSet(compatible, readOnlyCompatible, incompatible);
    }

    public void Encode(WireWriter writer)
    {
        writer.Write(Compatible);
        writer.Write(ReadOnlyCompatible);
        writer.Write(Incompatible);
    }

    internal void Dump(Utf8JsonWriter json, string name)
    {
        json.WritePropertyName(name);
        Dump(json);
    }

    /// <summary>As <c>ceph mds compat show</c>.</summary>
    public void Dump(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Compatible.Dump(json, "compat");
        ReadOnlyCompatible.Dump(json, "ro_compat");
        Incompatible.Dump(json, "incompat");
        json.WriteEndObject();
    }
}
