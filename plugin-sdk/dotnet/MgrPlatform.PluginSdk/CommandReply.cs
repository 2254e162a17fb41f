namespace MgrPlatform.PluginSdk;

/// <summary>A command's outcome: 0 or a negative errno value, and the two texts that Ceph keeps apart.</summary>
/// <param name="Code">0 or a negative errno value.</param>
/// <param name="Output">What the tool prints to stdout.</param>
/// <param name="Status">What the tool prints to stderr.</param>
public sealed record CommandReply(int Code, string Output, string Status)
{
    /// <summary>True when <see cref="Code"/> is not an error.</summary>
    public bool IsSuccess => Code >= 0;

    /// <summary>A success with a text for stdout.</summary>
    /// <param name="output">What the tool prints to stdout.</param>
    /// <param name="status">What the tool prints to stderr.</param>
    /// <returns>The reply.</returns>
    public static CommandReply Success(string output = "", string status = "") => new(0, output, status);

    /// <summary>A failure with a sentence for the operator.</summary>
    /// <param name="errno">One of <see cref="ErrorCode"/>; the sign does not matter.</param>
    /// <param name="status">A sentence that says what to do.</param>
    /// <returns>The reply.</returns>
    public static CommandReply Failure(int errno, string status) => new(-Math.Abs(errno), "", status);
}
