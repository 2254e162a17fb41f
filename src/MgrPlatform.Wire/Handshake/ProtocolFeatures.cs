namespace MgrPlatform.Wire.Handshake;

/// <summary>What the banner negotiates.</summary>
[Flags]
public enum ProtocolFeatures : ulong
{
    None = 0,

    /// <summary>The framing of msgr 2.1, the only one that we speak.</summary>
    Revision1 = 1,

    /// <summary>Compressed frames. Asked for before the idents when both sides have it; we have not.</summary>
    Compression = 2,
}
