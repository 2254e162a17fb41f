namespace MgrPlatform.CephTool;

/// <summary>The operator can put this right: one line on stderr that says how, and an exit code.</summary>
public sealed class CommandLineException(string message, int exitCode = ExitCode.Usage) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
