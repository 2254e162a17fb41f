using System.Text;

namespace MgrPlatform.Monitor.Commands;

/// <summary>The answer to a command.</summary>
/// <param name="Code">Zero or more, or a negative errno.</param>
/// <param name="Status">Goes to the tool's stderr.</param>
/// <param name="Output">Goes to its stdout.</param>
public sealed record CommandResult(int Code, string Status, ReadOnlyMemory<byte> Output)
{
    public static readonly CommandResult Done = new(0, "", default);

    public static CommandResult Text(string output, string status = "") => new(0, status, Encoding.UTF8.GetBytes(output));

    public static CommandResult Said(string status) => new(0, status, default);

    /// <param name="errno">Positive; see <see cref="Errno"/>.</param>
    public static CommandResult Failed(int errno, string status) => new(-errno, status, default);
}
