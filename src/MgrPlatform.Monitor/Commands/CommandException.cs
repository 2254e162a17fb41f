namespace MgrPlatform.Monitor.Commands;

/// <summary>A command cannot be done: what its sender is told. Handlers throw it before they have changed anything.</summary>
public sealed class CommandException(int errno, string status) : Exception(status)
{
    /// <summary>Positive; see <see cref="Commands.Errno"/>.</summary>
    public int Errno { get; } = errno;
}
