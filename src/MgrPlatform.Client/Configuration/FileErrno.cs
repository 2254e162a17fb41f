namespace MgrPlatform.Client.Configuration;

/// <summary>The error number of a file that could not be read.</summary>
internal static class FileErrno
{
    public static int Of(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => Errno.NoEntry,
        UnauthorizedAccessException => Errno.Access,
        _ => Errno.InputOutput,
    };
}
