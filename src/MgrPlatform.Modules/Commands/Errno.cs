namespace MgrPlatform.Modules.Commands;

/// <summary>Linux's errno values that commands answer with.</summary>
public static class Errno
{
    public const int PermissionDenied = 1;     // EPERM
    public const int NotFound = 2;             // ENOENT
    public const int InputOutput = 5;          // EIO
    public const int TooLong = 7;              // E2BIG
    public const int TryAgain = 11;            // EAGAIN
    public const int AccessDenied = 13;        // EACCES
    public const int Busy = 16;                // EBUSY
    public const int Exists = 17;              // EEXIST
    public const int Invalid = 22;             // EINVAL
    public const int OutOfRange = 34;          // ERANGE
    public const int NotImplemented = 38;      // ENOSYS
    public const int NotSupported = 95;        // EOPNOTSUPP
    public const int TimedOut = 110;           // ETIMEDOUT
    public const int Canceled = 125;           // ECANCELED

    /// <summary>The C library's sentence for a value, as Ceph prints it: <c>Invalid argument</c>.</summary>
    public static string Text(int errno) => System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(Math.Abs(errno));
}
