using System.Net;

namespace MgrPlatform.Monitor.Caps;

/// <summary>From where a grant may be used: <c>10.0.0.0/8</c>. Text that is no network matches nobody.</summary>
public sealed class CapNetwork(string text)
{
    private readonly IPNetwork? _network = IPNetwork.TryParse(text, out var network) ? network
        : TryMask(text, out var masked) ? masked
        : null;

    public string Text { get; } = text;

    public bool Contains(IPAddress? address) => address is not null && _network is { } network && network.Contains(address);

    // Ceph's administrators write 10.1.2.3/8; the type wants the host's bits to be zero.
    private static bool TryMask(string text, out IPNetwork network)
    {
        network = default;
        if (text.Split('/') is not [var host, var digits]
            || !IPAddress.TryParse(host, out var address) || !int.TryParse(digits, out var length))
        {
            return false;
        }

        var bytes = address.GetAddressBytes();
        if (length < 0 || length > bytes.Length * 8)
        {
            return false;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xff << (8 - kept));
        }

        network = new IPNetwork(new IPAddress(bytes), length);
        return true;
    }
}
