using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Messenger.Transport;

/// <summary>A listening socket.</summary>
internal sealed class SocketListener(Socket socket, Action<SocketListener> onUnbound) : IConnectionListener
{
    private volatile bool _isUnbound;

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken);
                accepted.NoDelay = true;
                return new SocketConnection(accepted);
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // It went before it was ours.
            }
            catch (Exception error) when (_isUnbound && error is SocketException or ObjectDisposedException)
            {
                return null;
            }
        }
    }

    public void Unbind()
    {
        _isUnbound = true;
        socket.Dispose();
        onUnbound(this);
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        Unbind();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync(CancellationToken.None);
}
