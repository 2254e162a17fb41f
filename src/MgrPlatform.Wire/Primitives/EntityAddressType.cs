namespace MgrPlatform.Wire.Primitives;

/// <summary>Which protocol is spoken at an address.</summary>
public enum EntityAddressType : uint
{
    None = 0,
    Legacy = 1,
    Msgr2 = 2,
    Any = 3,

    /// <summary>A range of addresses; the nonce holds the length of the prefix.</summary>
    Cidr = 4,
}
