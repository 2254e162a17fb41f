using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Configuration;

/// <summary>
/// Where to look for the first monitor: the option <c>mon_host</c> in all its forms, else the addresses in the sections
/// <c>[mon.x]</c>. Only msgr2 addresses are given out; a monitor that has none cannot be reached by this project.
/// </summary>
public static class MonitorHosts
{
    public const int DefaultPort = 3300;

    private const int LegacyPort = 6789;

    /// <summary>Finds the addresses of a host by its name.</summary>
    public delegate Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken);

    /// <exception cref="ClientException">There is none, one cannot be read or resolved, or all are legacy (v1) addresses.</exception>
    public static Task<IReadOnlyList<EntityAddress>> FindAsync(CephConfiguration configuration, CancellationToken cancellationToken) =>
        FindAsync(configuration, Dns.GetHostAddressesAsync, cancellationToken);

    /// <inheritdoc cref="FindAsync(CephConfiguration, CancellationToken)"/>
    public static async Task<IReadOnlyList<EntityAddress>> FindAsync(
        CephConfiguration configuration, Resolve resolve, CancellationToken cancellationToken)
    {
        var text = configuration.Find("mon_host") is { Length: > 0 } hosts ? hosts : string.Join(' ', configuration.MonitorSections());
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ClientException(
                Errno.NoEntry,
                configuration.Path.Length > 0
                    ? $"{configuration.Path} names no monitor: add mon_host = ADDRESS to [global]"
                    : "no monitor is known: there is no ceph.conf in /etc/ceph, ~/.ceph or here; name one with -c, or a monitor with -m");
        }

        List<EntityAddress> found = [];
        var legacy = 0;
        foreach (var part in Split(text))
        {
            foreach (var address in await ReadAsync(part, resolve, cancellationToken))
            {
                if (address.Type == EntityAddressType.Legacy)
                {
                    legacy++;
                }
                else if (!found.Contains(address))
                {
                    found.Add(address);
                }
            }
        }

        return found.Count > 0 ? found : throw new ClientException(
            Errno.NotSupported,
            legacy > 0
                ? $"mon_host = {text} has only legacy (v1) addresses; this program speaks msgr2 only: add v2:HOST:{DefaultPort}"
                : $"mon_host = {text} names no monitor");
    }

    /// <summary>At commas, semicolons and blanks, but not inside brackets.</summary>
    internal static IEnumerable<string> Split(string text)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var letter = i < text.Length ? text[i] : ',';
            depth += letter switch { '[' => 1, ']' => -1, _ => 0 };
            if ((depth <= 0 && letter is ',' or ';' or ' ' or '\t') || i == text.Length)
            {
                if (i > start)
                {
                    yield return text[start..i];
                }

                start = i + 1;
            }
        }
    }

    private static async Task<IReadOnlyList<EntityAddress>> ReadAsync(string part, Resolve resolve, CancellationToken cancellationToken)
    {
        if (EntityAddressParser.TryParse(part, EntityAddressType.Any, out EntityAddressVector? vector))
        {
            return [.. vector.Addresses.Select(Settle)];
        }

        var (host, port) = SplitPort(part);
        try
        {
            var addresses = await resolve(host, cancellationToken);
            if (addresses.Length > 0)
            {
                return [.. addresses.Select(ip => Settle(new EntityAddress(EntityAddressType.Any, 0, new IPEndPoint(ip, port))))];
            }
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            throw new ClientException(
                Errno.NoEntry, $"mon_host: \"{part}\" is neither an address nor a host that can be found: {error.Message}", error);
        }

        throw new ClientException(Errno.NoEntry, $"mon_host: the host \"{host}\" has no address");
    }

    private static (string Host, int Port) SplitPort(string part)
    {
        var colon = part.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (part[..colon], port)
            : (part, 0);
    }

    /// <summary>Without a prefix the port tells the protocol; any other port than the two known ones is tried with msgr2.</summary>
    private static EntityAddress Settle(EntityAddress address)
    {
        var port = address.EndPoint?.Port ?? 0;
        var type = address.Type != EntityAddressType.Any ? address.Type
            : port == LegacyPort ? EntityAddressType.Legacy
            : EntityAddressType.Msgr2;
        var settled = address with { Type = type };
        return port == 0 && type == EntityAddressType.Msgr2 && address.EndPoint is { } endPoint
            ? settled with { EndPoint = new IPEndPoint(endPoint.Address, DefaultPort) }
            : settled;
    }
}
