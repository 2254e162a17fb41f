using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps;

/// <summary>Numbered features with their names, and the mask of their numbers.</summary>
public sealed record CompatFeatures(ulong Mask, IReadOnlyDictionary<ulong, string> Names) : IWireType<CompatFeatures>
{
    public static readonly CompatFeatures Empty = new(0, ReadOnlyDictionary<ulong, string>.Empty);

    public static int MinimumSize => 12;

    public static CompatFeatures Decode(ref WireReader reader)
    {
        var mask = reader.ReadUInt64();
        var names = reader.ReadMap(Codecs.UInt64, Codecs.String);
        return mask == 0 && names.Count == 0 ? Empty : new CompatFeatures(mask, names);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt64(Mask);
        writer.WriteMap(Names, Codecs.UInt64, Codecs.String);
    }

    internal void Dump(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        foreach (var (number, feature) in Names)
        {
            json.WriteString(string.Create(CultureInfo.InvariantCulture, $"feature_{number}"), feature);
        }

        json.WriteEndObject();
    }
}
