using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace MgrPlatform.Modules.AdminSocket;

/// <summary>Puts a listening socket at a path so that nobody but its owner can ever reach it.</summary>
internal static class AdminSocketPath
{
    /// <summary>What Linux allows for a socket's path.</summary>
    internal const int MaximumBytes = 107;

    /// <exception cref="IOException">When somebody answers there, or something else than a socket is there.</exception>
    internal static Socket Listen(string path, int backlog)
    {
        var full = Path.GetFullPath(path);
        var bytes = Encoding.UTF8.GetByteCount(full);
        if (bytes > MaximumBytes)
        {
            throw new IOException(
                $"the admin socket's path {full} is {bytes} bytes long and Linux allows {MaximumBytes}; choose a shorter folder");
        }

        RefuseIfTaken(full);

        // Bound in a folder that only we can enter, made private there, then moved to its place: at no moment can others connect.
        var folder = Path.Combine(Path.GetDirectoryName(full)!, "." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2)));
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            var inside = Path.Combine(folder, "s");
            socket.Bind(new UnixDomainSocketEndPoint(inside));
            File.SetUnixFileMode(inside, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(backlog);
            File.Move(inside, full, overwrite: true); // Takes a stale socket's place in one step.
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void RefuseIfTaken(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused && !IsRegularFile(path))
        {
            return; // Nobody listens any more: a stale socket.
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            throw new IOException($"{path} exists and is not a socket; remove it or choose another path", error);
        }
        catch (SocketException error) when (error.SocketErrorCode is not (SocketError.WouldBlock or SocketError.InProgress))
        {
            throw new IOException($"{path} cannot be used as admin socket: {error.Message}", error);
        }

        throw new IOException($"another daemon answers at {path}; stop it first, or choose another path");
    }

    // A socket cannot be opened as a file (ENXIO), whatever its permissions.
    private static bool IsRegularFile(string path)
    {
        try
        {
            using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return true; // Somebody else's: leave it alone.
        }
        catch (IOException)
        {
            return false;
        }
    }
}
