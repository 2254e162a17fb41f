using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Messenger.Transport;

/// <summary>Listens in a <see cref="MemoryTransport"/>; over its backlog it refuses.</summary>
internal sealed class MemoryListener(IPEndPoint address, Action unbind) : IConnectionListener
{
    private const int Backlog = 1024;

    private readonly Channel<ConnectionContext> _offered = Channel.CreateBounded<ConnectionContext>(Backlog);

    public EndPoint EndPoint => address;

    public bool TryOffer(ConnectionContext connection) => _offered.Writer.TryWrite(connection);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _offered.Reader.WaitToReadAsync(cancellationToken) && _offered.Reader.TryRead(out var connection) ? connection : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        unbind();
        _offered.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync(CancellationToken.None);
        while (_offered.Reader.TryRead(out var connection))
        {
            await connection.DisposeAsync();
        }
    }
}
