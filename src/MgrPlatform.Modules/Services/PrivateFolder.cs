namespace MgrPlatform.Modules.Services;

/// <summary>Folders that only the manager's user may look into.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes sure that the folder is there and private; returns its path.</summary>
    public static string Ensure(string path)
    {
        Directory.CreateDirectory(path, Mode);
        File.SetUnixFileMode(path, Mode);
        return path;
    }

    /// <summary>A new folder in memory (/dev/shm) where there is one, otherwise in <paramref name="fallback"/>.</summary>
    public static string CreateInMemory(string fallback)
    {
        const string shared = "/dev/shm";
        var parent = Directory.Exists(shared) ? shared : Ensure(fallback);
        for (var attempt = 0; ; attempt++)
        {
            var path = Path.Combine(parent, $"mgrp-{Environment.ProcessId}-{Path.GetRandomFileName()}");
            if (!Path.Exists(path) || attempt > 10)
            {
                return Ensure(path);
            }
        }
    }
}
