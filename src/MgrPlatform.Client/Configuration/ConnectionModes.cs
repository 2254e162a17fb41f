using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Client.Configuration;

/// <summary>The options that end in <c>_mode</c>: <c>secure crc</c>.</summary>
public static class ConnectionModes
{
    /// <exception cref="ClientException">A word is no mode.</exception>
    public static IReadOnlyList<ConnectionMode> Read(CephConfiguration configuration, string option) =>
    [
        .. (configuration.Find(option) ?? "").Split([' ', ',', ';', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word switch
            {
                "secure" => ConnectionMode.Secure,
                "crc" => ConnectionMode.Crc,
                _ => throw new ClientException(Errno.Invalid, $"{option}: \"{word}\" is no connection mode; known are secure and crc"),
            })
            .Distinct(),
    ];
}
