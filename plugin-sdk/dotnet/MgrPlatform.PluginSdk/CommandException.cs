namespace MgrPlatform.PluginSdk;

/// <summary>Ends a command with an errno value and a sentence for the operator, without a traceback.</summary>
public sealed class CommandException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errno">One of <see cref="ErrorCode"/>; the sign does not matter.</param>
    /// <param name="message">A sentence that says what to do.</param>
    public CommandException(int errno, string message)
        : base(message) => Errno = -Math.Abs(errno);

    /// <summary>A negative errno value.</summary>
    public int Errno { get; }
}
