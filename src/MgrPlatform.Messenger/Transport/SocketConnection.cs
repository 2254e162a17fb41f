using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace MgrPlatform.Messenger.Transport;

/// <summary>A connected socket, read and written by those who use it and by no loop of its own.</summary>
internal sealed class SocketConnection : ConnectionContext
{
    private const int WriteBuffer = 4 * 1024;
    private const int DiscardBuffer = 16 * 1024;

    private static readonly StreamPipeWriterOptions Writing = new(minimumBufferSize: WriteBuffer, leaveOpen: true);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly CancellationTokenSource _closed = new();

    public SocketConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        Transport = new Ends(new SocketReader(socket), PipeWriter.Create(_stream, Writing));
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
    }

    public override string ConnectionId { get; set; } = "";

    public override IFeatureCollection Features => field ??= new FeatureCollection();

    public override IDictionary<object, object?> Items
    {
        get => field ??= new Dictionary<object, object?>();
        set;
    }

    public override IDuplexPipe Transport { get; set; }

    public override void Abort(ConnectionAbortedException abortReason) => _socket.Dispose();

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await Transport.Output.CompleteAsync(); // What was written and not flushed goes out.
            _socket.Shutdown(SocketShutdown.Send);
            await DiscardAsync();
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // It is broken, or was aborted: there is nothing left to end.
        }

        await Transport.Input.CompleteAsync();
        await _stream.DisposeAsync();
        await _closed.CancelAsync();
        _closed.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>
    /// Until the peer has closed its side too. A socket that is closed with something unread in it resets the connection, and what the peer
    /// has not taken yet of our last words is lost. Whoever disposes of us sets the limit, and aborts.
    /// </summary>
    private async Task DiscardAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(DiscardBuffer);
        try
        {
            while (await _socket.ReceiveAsync(buffer) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
