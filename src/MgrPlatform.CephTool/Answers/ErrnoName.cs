namespace MgrPlatform.CephTool.Answers;

/// <summary>The C names of errno values, as the official tool prints them: <c>Error EINVAL: …</c>.</summary>
internal static class ErrnoName
{
    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "EPERM", [2] = "ENOENT", [3] = "ESRCH", [4] = "EINTR", [5] = "EIO", [6] = "ENXIO", [7] = "E2BIG", [9] = "EBADF",
        [10] = "ECHILD", [11] = "EAGAIN", [12] = "ENOMEM", [13] = "EACCES", [14] = "EFAULT", [16] = "EBUSY", [17] = "EEXIST", [18] = "EXDEV",
        [19] = "ENODEV", [20] = "ENOTDIR", [21] = "EISDIR", [22] = "EINVAL", [24] = "EMFILE", [25] = "ENOTTY", [26] = "ETXTBSY",
        [27] = "EFBIG", [28] = "ENOSPC", [30] = "EROFS", [31] = "EMLINK", [32] = "EPIPE", [33] = "EDOM", [34] = "ERANGE", [35] = "EDEADLK",
        [36] = "ENAMETOOLONG", [38] = "ENOSYS", [39] = "ENOTEMPTY", [40] = "ELOOP", [61] = "ENODATA", [62] = "ETIME", [71] = "EPROTO",
        [74] = "EBADMSG", [75] = "EOVERFLOW", [84] = "EILSEQ", [90] = "EMSGSIZE", [93] = "EPROTONOSUPPORT", [95] = "EOPNOTSUPP",
        [98] = "EADDRINUSE", [99] = "EADDRNOTAVAIL", [104] = "ECONNRESET", [106] = "EISCONN", [107] = "ENOTCONN", [108] = "ESHUTDOWN",
        [110] = "ETIMEDOUT", [111] = "ECONNREFUSED", [113] = "EHOSTUNREACH", [114] = "EALREADY", [115] = "EINPROGRESS", [116] = "ESTALE",
        [122] = "EDQUOT", [125] = "ECANCELED", [130] = "EOWNERDEAD",
    };

    public static string Of(int errno) => Names.GetValueOrDefault(Math.Abs(errno), "Unknown");
}
