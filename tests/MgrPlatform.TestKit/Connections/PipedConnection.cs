using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace MgrPlatform.TestKit.Connections;

/// <summary>
/// The end of a connection that a program holds, while a test holds the other and passes on what it likes: <see cref="Sent"/> is what the
/// program says, <see cref="ToProgram"/> what it hears.
/// </summary>
public sealed class PipedConnection : ConnectionContext
{
    private readonly Pipe _up = new();
    private readonly Pipe _down = new();

    public PipedConnection(EndPoint? local, EndPoint? remote)
    {
        Transport = new Ends(_down.Reader, _up.Writer);
        LocalEndPoint = local;
        RemoteEndPoint = remote;
    }

    public PipeReader Sent => _up.Reader;

    public PipeWriter ToProgram => _down.Writer;

    public override string ConnectionId { get; set; } = "piped";

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        Transport.Input.CancelPendingRead();
        Transport.Output.CancelPendingFlush();
    }

    public override ValueTask DisposeAsync()
    {
        Transport.Output.Complete();
        Transport.Input.Complete();
        return base.DisposeAsync();
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
