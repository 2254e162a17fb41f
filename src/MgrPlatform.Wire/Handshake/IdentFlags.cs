namespace MgrPlatform.Wire.Handshake;

/// <summary>What an ident says about the session.</summary>
[Flags]
public enum IdentFlags : ulong
{
    None = 0,

    /// <summary>When the connection breaks the session is over; nothing is kept or sent again.</summary>
    Lossy = 1,
}
