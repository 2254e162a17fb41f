using System.Text;

namespace MgrPlatform.Modules.Commands;

/// <summary>A command's outcome: 0 or a negative errno value, and the two texts that Ceph keeps apart.</summary>
/// <param name="Code">0 or a negative errno value.</param>
/// <param name="Output">What the tool prints to stdout (Ceph's <c>outbl</c>).</param>
/// <param name="Status">What the tool prints to stderr (Ceph's <c>outs</c>).</param>
public sealed record CommandResult(int Code, ReadOnlyMemory<byte> Output, string Status)
{
    public bool IsSuccess => Code >= 0;

    /// <summary><see cref="Output"/> read as UTF-8.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output.Span);

    public static CommandResult Success(string output, string status = "") => new(0, Encoding.UTF8.GetBytes(output), status);

    /// <param name="errno">One of <see cref="Errno"/>, positive or negative.</param>
    /// <param name="status">A sentence that says what to do.</param>
    public static CommandResult Failure(int errno, string status) => new(-Math.Abs(errno), ReadOnlyMemory<byte>.Empty, status);
}
