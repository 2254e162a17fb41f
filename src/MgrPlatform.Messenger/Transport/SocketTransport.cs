using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Messenger.Transport;

/// <summary>TCP. One for a process is enough, and several do no harm. Disposing closes what still listens, not what is connected.</summary>
public sealed class SocketTransport : ITransport, IDisposable
{
    private const int Backlog = 4096; // All daemons of a cluster come at once; Linux takes no more by default.

    private readonly ConcurrentDictionary<SocketListener, bool> _listeners = [];

    /// <exception cref="AddressInUseException">Somebody listens there already.</exception>
    /// <exception cref="SocketException">The address is not ours, or the port not allowed.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false; // The same port of the other version of IP is another address.
            }

            socket.Bind(endpoint);
            socket.Listen(Backlog);
            var listener = new SocketListener(socket, unbound => _listeners.TryRemove(unbound, out _));
            _listeners[listener] = true;
            return ValueTask.FromResult<IConnectionListener>(listener);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw error.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? new AddressInUseException($"{endpoint} is in use", error)
                : error;
        }
    }

    /// <exception cref="SocketException">Nobody listens there, or there is no way there.</exception>
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new SocketConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var listener in _listeners.Keys)
        {
            listener.Unbind();
        }
    }
}
