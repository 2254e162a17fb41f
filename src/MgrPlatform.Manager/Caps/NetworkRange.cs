using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace MgrPlatform.Manager.Caps;

/// <summary>The addresses that a grant is for: <c>network 10.0.0.0/8</c>.</summary>
internal sealed record NetworkRange(IPNetwork Range)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out NetworkRange? range)
    {
        range = IPNetwork.TryParse(text, out var network) ? new NetworkRange(network) : null;
        return range is not null;
    }

    public bool Contains(IPAddress address) => Range.Contains(address);
}
