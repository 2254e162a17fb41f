using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace MgrPlatform.Modules.Runtimes.Child;

/// <summary>Finds an interpreter and asks it for its version, once per path and change of the file.</summary>
internal static class Interpreter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly ConcurrentDictionary<(string Path, DateTime Changed), Version?> Versions = new();

    /// <summary>Why <paramref name="program"/> cannot be used, or null when it is there and not older than <paramref name="oldest"/>.</summary>
    public static string? FindObstacle(string program, Version oldest, string package)
    {
        if (Resolve(program) is not { } path)
        {
            return $"{program} is not installed; install {package} {oldest} or later";
        }

        var version = Versions.GetOrAdd((path, File.GetLastWriteTimeUtc(path)), static key => Ask(key.Path));
        return version is null ? $"{path} does not say its version; is it {package}?"
            : version < oldest ? $"{path} is {package} {version}; {oldest} or later is needed"
            : null;
    }

    /// <summary>The program's path, looked up in PATH as a shell does.</summary>
    public static string? Resolve(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(program) ? Path.GetFullPath(program) : null;
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    private static Version? Ask(string path)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, "--version") { RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null || !process.WaitForExit(Patience))
            {
                process?.Kill(entireProcessTree: true);
                return null;
            }

            var text = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
            var digits = new string([.. text.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]).Trim('.');
            return Version.TryParse(digits, out var version) ? version : null;
        }
        catch (Win32Exception)
        {
            return null; // Not a program.
        }
    }
}
