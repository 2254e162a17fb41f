using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.TestKit.Connections;
using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Client.Tests;

/// <summary>
/// Between a client and a transport: the first connection breaks after so many bytes of a direction, all later ones hold.
/// </summary>
/// <param name="limitUp">Bytes from the client.</param>
/// <param name="limitDown">Bytes to the client.</param>
internal sealed class CuttingTransport(ITransport inner, long limitUp, long limitDown) : ITransport
{
    private int _connections;
    private long _up;
    private long _down;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What the first connection has carried.</summary>
    public (long Up, long Down) Carried => (Volatile.Read(ref _up), Volatile.Read(ref _down));

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        inner.BindAsync(endpoint, cancellationToken);

    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var far = await inner.ConnectAsync(endpoint, cancellationToken);
        if (Interlocked.Increment(ref _connections) > 1)
        {
            return far;
        }

        var near = new PipedConnection(far.LocalEndPoint, far.RemoteEndPoint);
        _ = RelayAsync(far, near.Sent, near.ToProgram);
        return near;
    }

    private async Task RelayAsync(ConnectionContext far, PipeReader fromClient, PipeWriter toClient)
    {
        var up = PumpAsync(fromClient, far.Transport.Output, limitUp, isUp: true);
        var down = PumpAsync(far.Transport.Input, toClient, limitDown, isUp: false);
        await Task.WhenAny(up, down);
        far.Abort();
        await fromClient.CompleteAsync();
        await toClient.CompleteAsync();
        await Task.WhenAll(up, down);
        await far.DisposeAsync();
    }

    private async Task PumpAsync(PipeReader from, PipeWriter to, long left, bool isUp)
    {
        try
        {
            while (left > 0)
            {
                var read = await from.ReadAsync();
                if (read.IsCanceled || (read.IsCompleted && read.Buffer.IsEmpty))
                {
                    return;
                }

                var piece = read.Buffer.Slice(0, Math.Min(left, read.Buffer.Length));
                to.Write(piece.ToArray());
                left -= piece.Length;
                Interlocked.Add(ref isUp ? ref _up : ref _down, piece.Length);
                from.AdvanceTo(piece.End);
                if ((await to.FlushAsync()).IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException or InvalidOperationException)
        {
            // Either end has gone.
        }
    }
}
