namespace MgrPlatform.Client;

/// <summary>
/// What an operator did wrong or a cluster refused. The message is a sentence that says what to do; no stack trace is needed.
/// </summary>
/// <param name="errno">Ceph's error number, above zero; the official tool's exit code.</param>
public sealed class ClientException(int errno, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Errno { get; } = errno;
}
