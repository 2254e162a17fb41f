using System.Text.Json;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps;

/// <summary>How Ceph's JSON shows addresses, times and plain collections.</summary>
public static class CephJson
{
    public static void WriteAddresses(this Utf8JsonWriter json, string name, EntityAddressVector addresses)
    {
        json.WriteStartObject(name);
        json.WriteAddressList("addrvec", addresses);
        json.WriteEndObject();
    }

    /// <summary>The same without the object round it.</summary>
    public static void WriteAddressList(this Utf8JsonWriter json, string name, EntityAddressVector addresses)
    {
        json.WriteStartArray(name);
        foreach (var address in addresses.Addresses)
        {
            json.WriteStartObject();
            json.WriteString("type", EntityAddress.ToTypeName(address.Type));
            json.WriteString("addr", address.ToAddress());
            json.WriteNumber("nonce", address.Nonce);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteTime(this Utf8JsonWriter json, string name, UTime time) => json.WriteString(name, time.ToString());

    /// <summary>The form of the monmap, which ends in Z.</summary>
    public static void WriteZuluTime(this Utf8JsonWriter json, string name, UTime time) =>
        json.WriteString(name, time.ToString().Replace("+0000", "Z", StringComparison.Ordinal));

    /// <summary>The form of the times that are new in Tentacle, with a colon before the microseconds.</summary>
    public static void WriteColonTime(this Utf8JsonWriter json, string name, UTime time)
    {
        var text = time.ToString();
        json.WriteString(name, text.Contains('T', StringComparison.Ordinal) ? text.Replace('.', ':') : text);
    }

    /// <summary>A number that a peer sent; what JSON cannot say is zero.</summary>
    public static void WriteReal(this Utf8JsonWriter json, string name, double value) =>
        json.WriteNumber(name, double.IsFinite(value) ? value : 0);

    public static void WriteStrings(this Utf8JsonWriter json, string name, IReadOnlyCollection<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    public static void WriteNumbers(this Utf8JsonWriter json, string name, IReadOnlyCollection<int> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    public static void WriteStringMap(this Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
