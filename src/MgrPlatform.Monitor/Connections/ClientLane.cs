using MgrPlatform.Monitor.Daemon;

namespace MgrPlatform.Monitor.Connections;

/// <summary>What one client has said and the loop has not taken yet. Owned by <see cref="ClientInbox"/>, under its lock.</summary>
/// <param name="id">The loop's number for the client.</param>
internal sealed class ClientLane(long id)
{
    public long Id => id;

    public Queue<(MonitorInput Input, int Size)> Waiting { get; } = [];

    /// <summary>Set while the client's connection waits for room.</summary>
    public TaskCompletionSource? Room { get; set; }

    /// <summary>It is among those that wait because all clients together have said too much.</summary>
    public bool IsInLine { get; set; }
}
