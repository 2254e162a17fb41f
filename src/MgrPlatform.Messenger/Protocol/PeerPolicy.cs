using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>How we treat peers of a kind.</summary>
/// <param name="IsLossy">Sessions end with their connection.</param>
/// <param name="Required">Features that the peer must have.</param>
public sealed record PeerPolicy(bool IsLossy, Features Required = Features.MessageAddress2)
{
    public static readonly PeerPolicy Lossy = new(IsLossy: true);

    public static readonly PeerPolicy Lossless = new(IsLossy: false);
}
