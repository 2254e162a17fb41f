namespace MgrPlatform.Wire.Handshake;

/// <summary>How frames are protected after authentication.</summary>
public enum ConnectionMode : uint
{
    Unknown = 0,

    /// <summary>Checksums only: against accidents, not against people.</summary>
    Crc = 1,

    /// <summary>AES-128-GCM.</summary>
    Secure = 2,
}
