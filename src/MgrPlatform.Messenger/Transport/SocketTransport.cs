using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MgrPlatform.Messenger.Transport;

/// <summary>TCP, over Kestrel's socket transport. One for a process is enough.</summary>
public sealed class SocketTransport : ITransport, IDisposable
{
    private readonly SocketTransportFactory _listeners =
        new(Options.Create(new SocketTransportOptions { Backlog = 1024 }), NullLoggerFactory.Instance);

    private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

    /// <exception cref="AddressInUseException">Somebody listens there already.</exception>
    /// <exception cref="SocketException">The address is not ours, or the port not allowed.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        _listeners.BindAsync(endpoint, cancellationToken);

    /// <exception cref="SocketException">Nobody listens there, or there is no way there.</exception>
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return _connections.Create(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _connections.Dispose();
}
