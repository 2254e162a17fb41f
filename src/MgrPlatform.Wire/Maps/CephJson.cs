using System.Buffers.Text;
using System.Text.Json;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps;

/// <summary>How Ceph's JSON shows addresses, times and plain collections.</summary>
public static class CephJson
{
    // Encoded once: an OSD map of 10,000 OSDs has 80,000 addresses.
    private static readonly JsonEncodedText AddressVector = JsonEncodedText.Encode("addrvec");
    private static readonly JsonEncodedText AddressType = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText Address = JsonEncodedText.Encode("addr");
    private static readonly JsonEncodedText Nonce = JsonEncodedText.Encode("nonce");

    public static void WriteAddresses(this Utf8JsonWriter json, string name, EntityAddressVector addresses)
    {
        json.WriteStartObject(name);
        json.WriteStartArray(AddressVector);
        WriteElements(json, addresses);
        json.WriteEndObject();
    }

    /// <summary>The same without the object round it.</summary>
    public static void WriteAddressList(this Utf8JsonWriter json, string name, EntityAddressVector addresses)
    {
        json.WriteStartArray(name);
        WriteElements(json, addresses);
    }

    private static void WriteElements(Utf8JsonWriter json, EntityAddressVector addresses)
    {
        Span<byte> text = stackalloc byte[EntityAddress.LongestText];
        foreach (var address in addresses.Addresses)
        {
            json.WriteStartObject();
            json.WriteString(AddressType, EntityAddress.ToTypeName(address.Type));
            json.WriteString(Address, text[..address.FormatAddress(text)]);
            json.WriteNumber(Nonce, address.Nonce);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary><c>127.0.0.1:6800/123</c></summary>
    public static void WriteLegacyAddress(this Utf8JsonWriter json, JsonEncodedText name, EntityAddress address)
    {
        Span<byte> text = stackalloc byte[EntityAddress.LongestText];
        var length = address.FormatAddress(text);
        text[length++] = (byte)'/';
        Utf8Formatter.TryFormat(address.Nonce, text[length..], out var digits);
        json.WriteString(name, text[..(length + digits)]);
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
