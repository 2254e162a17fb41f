namespace MgrPlatform.Client;

/// <summary>The error numbers that this room gives out, as Linux has them. Replies carry them below zero.</summary>
public static class Errno
{
    public const int NoEntry = 2;              // ENOENT
    public const int Interrupted = 4;          // EINTR
    public const int InputOutput = 5;          // EIO
    public const int Again = 11;               // EAGAIN
    public const int Access = 13;              // EACCES
    public const int Busy = 16;                // EBUSY
    public const int Invalid = 22;             // EINVAL
    public const int NotSupported = 95;        // EOPNOTSUPP
    public const int NotConnected = 107;       // ENOTCONN
    public const int TimedOut = 110;           // ETIMEDOUT
    public const int ConnectionRefused = 111;  // ECONNREFUSED
}
