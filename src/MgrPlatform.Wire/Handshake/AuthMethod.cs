namespace MgrPlatform.Wire.Handshake;

/// <summary>How a client proves who it is.</summary>
public enum AuthMethod : uint
{
    Unknown = 0,
    None = 1,
    Cephx = 2,
}
