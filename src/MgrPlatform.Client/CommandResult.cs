using System.Text;

namespace MgrPlatform.Client;

/// <summary>A daemon's answer to a command.</summary>
/// <param name="Code">Zero or more, or an error number below zero.</param>
/// <param name="Status">A line for the operator; the official tool prints it to stderr.</param>
/// <param name="Output">For stdout, unchanged.</param>
public sealed record CommandResult(int Code, string Status, ReadOnlyMemory<byte> Output)
{
    public bool IsSuccess => Code >= 0;

    public string Text => Encoding.UTF8.GetString(Output.Span);

    public static CommandResult Failure(int errno, string status) => new(-errno, status, default);
}
