using System.Runtime.InteropServices;
using MgrPlatform.CephTool;

namespace MgrPlatform.Cli.Native;

/// <summary>All of <c>mgrp</c>, which lies beside this small program: every verb but the quick ones is its.</summary>
internal static partial class WholeProgram
{
    private const string Name = "mgrp-host";
    private const int BrokenPipe = 13; // SIGPIPE
    private const nint Default = 0; // SIG_DFL

    /// <summary>Puts it in the place of this process: same id, same terminal, same open files, and its exit code is the answer.</summary>
    /// <returns>Only when it cannot be started.</returns>
    public static int Become(string[] args)
    {
        var path = Path.Combine(AppContext.BaseDirectory, Name);
        var line = new string?[args.Length + 2];
        line[0] = path;
        args.CopyTo(line, 1);

        // Our run time ignores it; who is started by the other program should meet it as it was.
        _ = Signal(BrokenPipe, Default);
        _ = Execute(path, line);
        var reason = Marshal.GetLastPInvokeErrorMessage();
        Console.Error.WriteLine($"mgrp: {path} cannot be started: {reason}; install mgrp again");
        return ExitCode.Failure;
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);
}
