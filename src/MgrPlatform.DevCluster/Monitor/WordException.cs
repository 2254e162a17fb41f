namespace MgrPlatform.DevCluster.Monitor;

/// <summary>A command cannot be done as it was asked; the message is what its caller reads.</summary>
internal sealed class WordException(int errno, string message) : Exception(message)
{
    public int Errno { get; } = errno;
}
