using System.Net;

namespace MgrPlatform.Plugins.Rest.Server;

/// <summary>All that makes the server another one: when it changes the server is started anew.</summary>
internal sealed record ServerSettings(string Address, int Port, bool Ssl, string CertificateFile, string KeyFile)
{
    /// <summary>The address to listen on; an empty one and "::" mean all.</summary>
    public IPAddress Listen => Address switch
    {
        "" or "::" or "*" => IPAddress.IPv6Any,
        "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(Address, out var address) => address,
        _ => throw new UnusableSettingsException($"option server_addr: '{Address}' is no IP address; give one of this machine's, or :: for all"),
    };

    /// <summary>Where clients find it.</summary>
    public Uri Uri(int boundPort)
    {
        var listen = Listen;
        var host = listen.Equals(IPAddress.IPv6Any) || listen.Equals(IPAddress.Any) ? Dns.GetHostName() : listen.ToString();
        return new UriBuilder(Ssl ? "https" : "http", host, boundPort).Uri;
    }
}
