namespace MgrPlatform.Wire.Cephx;

/// <summary>What a client asks a monitor for, the first two bytes of cephx requests and answers.</summary>
public enum RequestType : ushort
{
    /// <summary>An AUTH ticket, and service tickets with it.</summary>
    Authenticate = 0x0100,

    /// <summary>Service tickets, for an AUTH ticket.</summary>
    ServiceTickets = 0x0200,

    /// <summary>A service's rotating keys, for its daemons.</summary>
    RotatingKeys = 0x0400,
}
