using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace MgrPlatform.Wire.Primitives;

/// <summary>
/// Reads addresses as Ceph prints and accepts them: <c>v2:127.0.0.1:3300/0</c>, <c>[::1]:6789</c>, <c>10.0.0.1</c>, and lists such as
/// <c>[v2:10.0.0.1:3300,v1:10.0.0.1:6789]</c>. Names of hosts are not addresses.
/// </summary>
public static class EntityAddressParser
{
    /// <param name="assumed">The protocol of an address that names none.</param>
    public static bool TryParse(
        ReadOnlySpan<char> text, EntityAddressType assumed, [NotNullWhen(true)] out EntityAddress? address)
    {
        address = null;
        text = text.Trim();
        if (text is "-")
        {
            address = EntityAddress.None;
            return true;
        }

        var type = TakeType(ref text, assumed);
        uint nonce = 0;
        var slash = text.LastIndexOf('/');
        if (slash >= 0)
        {
            if (!uint.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out nonce))
            {
                return false;
            }

            text = text[..slash];
        }

        if (!LooksComplete(text) || !IPEndPoint.TryParse(text, out var endPoint))
        {
            return false;
        }

        address = new EntityAddress(type, nonce, endPoint);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, EntityAddressType, out EntityAddress?)"/>
    public static bool TryParse(
        ReadOnlySpan<char> text, EntityAddressType assumed, [NotNullWhen(true)] out EntityAddressVector? addresses)
    {
        addresses = null;
        text = text.Trim();
        var isList = text is ['[', .., ']'] && !LooksLikeIPv6(text);
        if (isList)
        {
            text = text[1..^1];
        }

        var found = new List<EntityAddress>();
        foreach (var part in text.Split(','))
        {
            if (!TryParse(text[part], assumed, out EntityAddress? address))
            {
                return false;
            }

            found.Add(address);
        }

        if (found.Count > 1 && !isList)
        {
            return false;
        }

        addresses = new EntityAddressVector(found);
        return true;
    }

    private static EntityAddressType TakeType(ref ReadOnlySpan<char> text, EntityAddressType assumed)
    {
        foreach (var type in Enum.GetValues<EntityAddressType>())
        {
            var name = EntityAddress.ToTypeName(type);
            if (text.StartsWith(name) && text[name.Length..] is [':', ..] && type != EntityAddressType.None)
            {
                text = text[(name.Length + 1)..];
                return type;
            }
        }

        return assumed;
    }

    /// <summary>
    /// .NET also takes 10.1 and 127 for IPv4 addresses, and IPv6 with a port but without brackets for one without a port.
    /// </summary>
    private static bool LooksComplete(ReadOnlySpan<char> text) => text.Count(':') > 1 || text.Count('.') == 3;

    private static bool LooksLikeIPv6(ReadOnlySpan<char> text) => IPAddress.TryParse(text[1..^1], out _);
}
