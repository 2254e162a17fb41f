namespace MgrPlatform.PluginSdk;

/// <summary>The host, the cluster or another module refused or failed a call.</summary>
public sealed class ModuleCallException : Exception
{
    /// <summary>Creates the exception with an errno value and a sentence.</summary>
    /// <param name="errno">A negative errno value: -13 when the manifest does not allow the call.</param>
    /// <param name="message">A sentence that says what to do.</param>
    /// <param name="traceback">The callee's traceback, when it was a module and it threw.</param>
    public ModuleCallException(int errno, string message, string? traceback = null)
        : base(message)
    {
        Errno = errno;
        Traceback = traceback;
    }

    /// <summary>A negative errno value.</summary>
    public int Errno { get; }

    /// <summary>The callee's traceback, when it was a module and it threw.</summary>
    public string? Traceback { get; }

    /// <summary>The source file in which loading failed, when symbols told it.</summary>
    public string? File { get; init; }

    /// <summary>The line in <see cref="File"/>.</summary>
    public int? Line { get; init; }
}
