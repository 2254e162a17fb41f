namespace MgrPlatform.Messenger.Connections;

/// <summary>
/// Keeps what all connections hold together within a limit. Each has its own, but thousands of peers that read nothing, or that begin large
/// messages and never end them, would each be within it.
/// </summary>
internal static class HeldTotal
{
    /// <summary>
    /// Those to cut off: the lossy ones that hold the most, until the rest holds no more than half. Lossless peers are the cluster's own
    /// daemons.
    /// </summary>
    public static IReadOnlyList<PeerConnection> Greedy(IReadOnlyList<PeerConnection> connections, long limit)
    {
        long total = 0;
        foreach (var connection in connections)
        {
            total += connection.HeldBytes;
        }

        if (total <= limit)
        {
            return [];
        }

        List<PeerConnection> greedy = [];
        foreach (var (connection, bytes) in connections.Where(static connection => connection.IsLossy)
            .Select(static connection => (Connection: connection, Bytes: connection.HeldBytes))
            .OrderByDescending(static held => held.Bytes))
        {
            if (total <= limit / 2 || bytes == 0)
            {
                break;
            }

            total -= bytes;
            greedy.Add(connection);
        }

        return greedy;
    }
}
