namespace MgrPlatform.Cli.Dev;

/// <summary>Keeps a second cluster out of a directory for as long as this process lives, however it ends.</summary>
internal sealed class ClusterLock : IDisposable
{
    private readonly FileStream _file;

    private ClusterLock(FileStream file) => _file = file;

    /// <exception cref="CommandLineException">Another process runs a cluster there, or the directory cannot be written.</exception>
    public static ClusterLock Acquire(ClusterDirectory directory, string shown)
    {
        try
        {
            Directory.CreateDirectory(directory.FullPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"{shown} cannot be created: {error.Message}", ExitCode.Failure);
        }

        var path = Path.Combine(directory.FullPath, "lock");
        try
        {
            // The kernel takes the lock back when the process ends: nothing is ever left over.
            return new ClusterLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException error)
        {
            throw new CommandLineException($"{shown} cannot be written: {error.Message}", ExitCode.Failure);
        }
        catch (IOException)
        {
            var process = ClusterFile.TryRead(directory) is { } running ? $" (process {running.ProcessId})" : "";
            throw new CommandLineException(
                $"a cluster runs in {shown} already{process}; use it with 'mgrp ceph', stop it with Ctrl-C, or start another one with --dir", ExitCode.Failure);
        }
    }

    public void Dispose() => _file.Dispose();
}
