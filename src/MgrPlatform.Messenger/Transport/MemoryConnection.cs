using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace MgrPlatform.Messenger.Transport;

/// <summary>One end of a connection in memory. What the peer does not read holds the writer back, as with a socket.</summary>
internal sealed class MemoryConnection : ConnectionContext
{
    private static readonly PipeOptions Flow =
        new(pauseWriterThreshold: 256 * 1024, resumeWriterThreshold: 128 * 1024, useSynchronizationContext: false);

    private readonly CancellationTokenSource _closed = new();

    private MemoryConnection(PipeReader input, PipeWriter output, IPEndPoint local, IPEndPoint remote)
    {
        Transport = new Ends(input, output);
        LocalEndPoint = local;
        RemoteEndPoint = remote;
        ConnectionClosed = _closed.Token;
    }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public static (ConnectionContext Client, ConnectionContext Server) CreatePair(IPEndPoint client, IPEndPoint server)
    {
        var up = new Pipe(Flow);
        var down = new Pipe(Flow);
        return (
            new MemoryConnection(down.Reader, up.Writer, client, server), new MemoryConnection(up.Reader, down.Writer, server, client));
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Its loops wake and dispose of it, which the peer sees.
        Transport.Input.CancelPendingRead();
        Transport.Output.CancelPendingFlush();
        _closed.Cancel();
    }

    public override ValueTask DisposeAsync()
    {
        Transport.Output.Complete();
        Transport.Input.Complete();
        _closed.Cancel();
        return base.DisposeAsync();
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
