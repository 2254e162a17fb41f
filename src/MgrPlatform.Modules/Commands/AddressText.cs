using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MgrPlatform.Modules.Commands;

/// <summary>Checks addresses as Ceph writes them: <c>10.0.0.1</c>, <c>v2:[fe80::1]:6800/0</c>.</summary>
internal static class AddressText
{
    private static readonly string[] Versions = ["v1:", "v2:", "any:"];

    /// <returns>What is wrong with an address and perhaps a port; empty when nothing is.</returns>
    internal static string Check(string word)
    {
        var version = Versions.FirstOrDefault(version => word.StartsWith(version, StringComparison.Ordinal)) ?? "";
        var (address, port) = Split(word[version.Length..]);
        var isAddress = IPAddress.TryParse(address, out var parsed)
            && (parsed.AddressFamily == AddressFamily.InterNetworkV6 || address.Count('.') == 3);
        var isPort = port.Length == 0
            || (port[0] == ':' && ushort.TryParse(port.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _));
        return isAddress && isPort ? "" : $"'{word}' is not an IP address; write 10.0.0.1, 10.0.0.1:6800 or [fe80::1]:6800";
    }

    /// <returns>What is wrong with an address and perhaps a nonce after it.</returns>
    internal static string CheckEntity(string word)
    {
        var parts = word.Split('/');
        var address = parts[0];
        if (parts.Length == 2 && parts[1].EndsWith(']'))
        {
            address += "]"; // Ceph writes the nonce inside the brackets in places.
            parts[1] = parts[1][..^1];
        }

        var isNonce = parts.Length == 1
            || (parts.Length == 2 && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _));
        return isNonce ? Check(address) : $"'{word}' has no number after /; write an address and its nonce as 10.0.0.1:0/123";
    }

    /// <returns>What is wrong with one address or several in brackets, <c>[v2:10.0.0.1:3300,v1:10.0.0.1:6789]</c>.</returns>
    internal static string CheckVector(string word)
    {
        var isList = word.StartsWith("[v", StringComparison.Ordinal) && word.EndsWith(']');
        foreach (var address in isList ? word[1..^1].Split(',') : [word])
        {
            if (CheckEntity(address) is { Length: > 0 } error)
            {
                return error;
            }
        }

        return "";
    }

    private static (string Address, string Port) Split(string text)
    {
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            return end < 0 ? ("", "") : (text[1..end], text[(end + 1)..]);
        }

        // Without brackets an IPv6 address has no port: its colons are its own.
        var colon = text.Contains('.', StringComparison.Ordinal) ? text.IndexOf(':', StringComparison.Ordinal) : -1;
        return colon < 0 ? (text, "") : (text[..colon], text[colon..]);
    }
}
