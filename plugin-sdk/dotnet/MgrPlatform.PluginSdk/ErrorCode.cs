namespace MgrPlatform.PluginSdk;

/// <summary>The errno values that modules answer with most often. The sign does not matter where this SDK takes one.</summary>
public static class ErrorCode
{
    /// <summary>EPERM.</summary>
    public const int PermissionDenied = 1;

    /// <summary>ENOENT: no such thing.</summary>
    public const int NotFound = 2;

    /// <summary>EIO.</summary>
    public const int InputOutput = 5;

    /// <summary>EAGAIN: try again in a moment.</summary>
    public const int TryAgain = 11;

    /// <summary>EACCES: the caller or the module may not do this.</summary>
    public const int AccessDenied = 13;

    /// <summary>EBUSY.</summary>
    public const int Busy = 16;

    /// <summary>EEXIST: it is there already.</summary>
    public const int Exists = 17;

    /// <summary>EINVAL: an argument is wrong.</summary>
    public const int Invalid = 22;

    /// <summary>EOPNOTSUPP.</summary>
    public const int NotSupported = 95;

    /// <summary>ETIMEDOUT.</summary>
    public const int TimedOut = 110;

    /// <summary>ECANCELED.</summary>
    public const int Canceled = 125;
}
