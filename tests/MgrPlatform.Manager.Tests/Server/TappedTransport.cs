using System.Net;
using System.Net.Sockets;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.TestKit.Connections;
using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Manager.Tests.Server;

/// <summary>TCP for one who connects, with a way to write past the protocol into the connection that was opened last.</summary>
internal sealed class TappedTransport : ITransport
{
    private Tap? _last;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("it only connects");

    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endpoint, cancellationToken);
        var tap = new Tap(socket);
        Volatile.Write(ref _last, tap);
        return tap.Near;
    }

    /// <summary>
    /// Instead of what is sent on the last connection its peer hears this from now on, until the connection is gone or the time is over.
    /// </summary>
    /// <returns>How many bytes were taken.</returns>
    public Task<long> FloodAsync(Func<ReadOnlyMemory<byte>> next, CancellationToken cancellationToken) =>
        Volatile.Read(ref _last)!.FloodAsync(next, cancellationToken);

    /// <inheritdoc cref="FloodAsync(Func{ReadOnlyMemory{byte}}, CancellationToken)"/>
    public static async Task<long> FloodAsync(Socket socket, Func<ReadOnlyMemory<byte>> next, CancellationToken cancellationToken)
    {
        long taken = 0;
        try
        {
            while (true)
            {
                taken += await socket.SendAsync(next(), cancellationToken);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return taken; // Closed, as it should be, or the time is over.
        }
    }

    private sealed class Tap
    {
        private readonly Socket _socket;
        private volatile bool _isFlooded;

        public Tap(Socket socket)
        {
            _socket = socket;
            Near = new PipedConnection(socket.LocalEndPoint, socket.RemoteEndPoint);
            _ = RelayAsync();
        }

        public PipedConnection Near { get; }

        public Task<long> FloodAsync(Func<ReadOnlyMemory<byte>> next, CancellationToken cancellationToken)
        {
            _isFlooded = true;
            return TappedTransport.FloodAsync(_socket, next, cancellationToken);
        }

        private async Task RelayAsync()
        {
            var (up, down) = (UpAsync(), DownAsync());
            await Task.WhenAny(up, down);
            _socket.Dispose();
            Near.Sent.CancelPendingRead();
            await Task.WhenAll(up, down);
            await Near.Sent.CompleteAsync();
            await Near.ToProgram.CompleteAsync();
        }

        private async Task UpAsync()
        {
            try
            {
                while (await Near.Sent.ReadAsync() is { IsCanceled: false, IsCompleted: false } read)
                {
                    foreach (var piece in read.Buffer)
                    {
                        if (!_isFlooded)
                        {
                            await _socket.SendAsync(piece);
                        }
                    }

                    Near.Sent.AdvanceTo(read.Buffer.End);
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The peer has gone.
            }
        }

        private async Task DownAsync()
        {
            try
            {
                int received;
                while ((received = await _socket.ReceiveAsync(Near.ToProgram.GetMemory())) > 0)
                {
                    Near.ToProgram.Advance(received);
                    if ((await Near.ToProgram.FlushAsync()).IsCompleted)
                    {
                        return;
                    }
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The peer has gone.
            }
        }
    }
}
