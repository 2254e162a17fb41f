using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using MgrPlatform.Messenger.Transport;
using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Integration.Tests.BadPeers;

/// <summary>TCP, with a way to write past the protocol into a connection that is open.</summary>
internal sealed class TappedTransport : ITransport, IDisposable
{
    private readonly SocketTransport _inner = new();
    private readonly ConcurrentBag<ConnectionContext> _connections = [];

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        _inner.BindAsync(endpoint, cancellationToken);

    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var connection = await _inner.ConnectAsync(endpoint, cancellationToken);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Into all that are open. Nothing else may be sent on them meanwhile.</summary>
    public async Task WriteAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        while (_connections.TryTake(out var connection))
        {
            connection.Transport.Output.Write(bytes);
            await connection.Transport.Output.FlushAsync(cancellationToken);
        }
    }

    public void Dispose() => _inner.Dispose();
}
