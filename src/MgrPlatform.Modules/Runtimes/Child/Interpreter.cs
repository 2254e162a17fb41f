using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;

namespace MgrPlatform.Modules.Runtimes.Child;

/// <summary>
/// An interpreter as it says itself: its real path and its version. The name in PATH may be a script that looks for it at every start
/// (pyenv, asdf, nvm): asked once, children are then started directly, with one process and exact signals.
/// </summary>
internal sealed record Interpreter(string Path, Version Version)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<(string Path, DateTime Changed), Lazy<Interpreter?>> Known = new();

    /// <summary>Asks a program for its path and version, once per file and change of it; null when it does not answer.</summary>
    /// <param name="program">A name, looked up in PATH, or a path.</param>
    /// <param name="question">Arguments that make it print its path and its version, a line each.</param>
    public static Interpreter? Find(string program, ImmutableArray<string> question) =>
        Resolve(program) is { } path
            ? Known.GetOrAdd((path, File.GetLastWriteTimeUtc(path)), key => new Lazy<Interpreter?>(() => Ask(key.Path, question))).Value
            : null;

    /// <summary>Why the program cannot be used, or null when it is there and not older than <paramref name="oldest"/>.</summary>
    public static string? FindObstacle(string program, ImmutableArray<string> question, Version oldest, string product)
    {
        if (Resolve(program) is not { } path)
        {
            return $"{program} is not installed; install {product} {oldest} or later";
        }

        return Find(program, question) is not { } found ? $"{path} does not say its version; is it {product}?"
            : found.Version < oldest ? $"{path} is {product} {found.Version}; {oldest} or later is needed"
            : null;
    }

    /// <summary>The program's path, looked up in PATH as a shell does; null when there is none.</summary>
    public static string? Resolve(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(program) ? System.IO.Path.GetFullPath(program) : null;
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, program))
            .FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    private static Interpreter? Ask(string path, ImmutableArray<string> question)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, question) { RedirectStandardOutput = true });
            if (process is null || !process.WaitForExit(Patience))
            {
                process?.Kill(entireProcessTree: true);
                return null;
            }

            var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries);
            return lines.Length >= 2 && File.Exists(lines[0]) && Version.TryParse(lines[1], out var version) ? new Interpreter(lines[0], version) : null;
        }
        catch (Win32Exception)
        {
            return null; // Not a program.
        }
    }
}
