using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>Who we are to our peers.</summary>
/// <param name="Addresses">Where we listen; empty for one that does not, which then uses the address that the peer sees and <paramref
/// name="Nonce"/>.</param>
/// <param name="Nonce">Random at every start: managers are blocklisted by address and nonce.</param>
/// <param name="Number">What idents say: a monitor's rank, an OSD's number; null for our global id.</param>
public sealed record LocalEntity(
    EntityType Type, EntityAddressVector Addresses, uint Nonce, long? Number = null, Features Supported = Features.Default);
