namespace MgrPlatform.Monitor.Commands;

/// <summary>Linux's errno values; commands answer with their negative.</summary>
public static class Errno
{
    public const int Permission = 1;
    public const int NotFound = 2;
    public const int TooBig = 7;
    public const int TryAgain = 11;
    public const int AccessDenied = 13;
    public const int Busy = 16;
    public const int Exists = 17;
    public const int Invalid = 22;
    public const int FileTooBig = 27;
    public const int NoSpace = 28;
    public const int OutOfRange = 34;
    public const int NotSupported = 95;
    public const int TimedOut = 110;
}
