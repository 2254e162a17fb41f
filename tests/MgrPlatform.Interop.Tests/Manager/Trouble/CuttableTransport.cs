using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.TestKit.Connections;
using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Interop.Tests.Manager.Trouble;

/// <summary>
/// TCP of one process whose wires a test cuts. What was cut off is silent and refuses nothing, as behind a broken switch: bytes wait, new
/// connections wait, and all of it goes on when it is healed.
/// </summary>
internal sealed class CuttableTransport : ITransport, IDisposable
{
    private readonly SocketTransport _inner = new();
    private readonly ConcurrentDictionary<ConnectionContext, byte> _accepted = [];
    private volatile Wall _wall = Wall.None;

    /// <summary>From now on nothing goes to these ports or comes from them.</summary>
    public void Cut(IReadOnlySet<int> ports) => _wall = new Wall(ports);

    public void Heal()
    {
        var wall = _wall;
        _wall = Wall.None;
        wall.Fallen.TrySetResult();
    }

    /// <summary>Ends all connections that others have opened to us, without a word.</summary>
    /// <returns>How many there were.</returns>
    public int BreakAccepted()
    {
        var broken = 0;
        foreach (var connection in _accepted.Keys)
        {
            if (_accepted.TryRemove(connection, out _))
            {
                connection.Abort(new ConnectionAbortedException("the test broke it"));
                broken++;
            }
        }

        return broken;
    }

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await _inner.BindAsync(endpoint, cancellationToken), connection => _accepted[connection] = 0);

    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        await PassAsync(endpoint).WaitAsync(cancellationToken);
        var far = await _inner.ConnectAsync(endpoint, cancellationToken);
        var near = new PipedConnection(far.LocalEndPoint, far.RemoteEndPoint);
        _ = RelayAsync(far, near.Sent, near.ToProgram);
        return near;
    }

    public void Dispose()
    {
        Heal();
        _inner.Dispose();
    }

    private Task PassAsync(EndPoint? endpoint) =>
        _wall is var wall && wall.Ports.Contains(((IPEndPoint)endpoint!).Port) ? wall.Fallen.Task : Task.CompletedTask;

    private async Task RelayAsync(ConnectionContext far, PipeReader fromNear, PipeWriter toNear)
    {
        var up = PumpAsync(fromNear, far.Transport.Output, far.RemoteEndPoint);
        var down = PumpAsync(far.Transport.Input, toNear, far.RemoteEndPoint);
        await Task.WhenAny(up, down);
        far.Abort();
        await fromNear.CompleteAsync();
        await toNear.CompleteAsync();
        await Task.WhenAll(up, down);
        await far.DisposeAsync();
    }

    private async Task PumpAsync(PipeReader from, PipeWriter to, EndPoint? remote)
    {
        try
        {
            while (true)
            {
                var read = await from.ReadAsync();
                if (read.IsCanceled || (read.IsCompleted && read.Buffer.IsEmpty))
                {
                    return;
                }

                var bytes = read.Buffer.ToArray();
                from.AdvanceTo(read.Buffer.End);
                await PassAsync(remote);
                to.Write(bytes);
                if ((await to.FlushAsync()).IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException or InvalidOperationException
            or System.Net.Sockets.SocketException)
        {
            // Either end has gone.
        }
    }

    private sealed class Wall(IReadOnlySet<int> ports)
    {
        public static readonly Wall None = new(new HashSet<int>());

        public IReadOnlySet<int> Ports { get; } = ports;

        public TaskCompletionSource Fallen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Listener(IConnectionListener inner, Action<ConnectionContext> accepted) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            var connection = await inner.AcceptAsync(cancellationToken);
            if (connection is not null)
            {
                accepted(connection);
            }

            return connection;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
