namespace MgrPlatform.DevCluster;

/// <summary>Whoever holds it runs the cluster of a folder: one process at a time, whatever kind of cluster.</summary>
public static class ClusterLock
{
    /// <summary>Makes the folder (0700) when it is not there, and takes it until the result is disposed of.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be used; the message says what to do.</exception>
    public static FileStream Take(string directory)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return new FileStream(Path.Combine(directory, "lock"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException error) when (error is not DirectoryNotFoundException)
        {
            throw new IOException($"a cluster runs in {directory} already; use it with 'mgrp ceph', or start another one with --dir", error);
        }
    }
}
