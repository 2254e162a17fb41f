using System.Buffers;
using System.Net.Sockets;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;
using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Messenger.Connections;

/// <summary>
/// One connection of the transport and the machine that speaks on it, from the first byte to the last. Until the session is open one
/// loop reads and writes; then there is one loop for each direction, and both take the peer's lock to use the machine.
/// </summary>
internal sealed partial class Link(LinkContext context, ConnectionContext transport, ConnectionMachine machine, PeerConnection? owner)
{
    // The peer makes us answer (acknowledgements, keepalives); over this we read no more until it has taken the answers.
    private const int AnswersLimit = 64 * 1024;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = context.Time.GetTimestamp();
    private readonly List<ConnectionEffect> _effects = [];
    private Lock _gate = owner?.Gate ?? new Lock();
    private ReadOnlySequence<byte> _unread;
    private LinkWriter? _writer;
    private Task _writing = Task.CompletedTask;
    private CloseReason? _reason;
    private long _unreadBytes;
    private long _lastHeard = context.Time.GetTimestamp();
    private long _lastAsked;
    private bool _isHandling;
    private bool _isGraceful;

    /// <summary>The connection that this link carries; null until an accepted one has a session.</summary>
    public PeerConnection? Owner { get; private set; } = owner;

    /// <summary>Accepted links: makes the connection that a new session belongs to.</summary>
    public Func<Session, EntityAddressVector, PeerConnection>? NewConnection { get; init; }

    /// <summary>Called once, when the session is open.</summary>
    public Action<Link>? BecameReady { get; init; }

    public string Remote => transport.RemoteEndPoint?.ToString() ?? "?";

    /// <summary>For the log: with the name that the peer has proved.</summary>
    private string Who => Owner?.Peer?.Identity is { } identity ? $"{identity.Name} at {Remote}" : Remote;

    /// <summary>What has arrived and makes no whole message yet, in bytes.</summary>
    public long Unread => Volatile.Read(ref _unreadBytes);

    public bool WasReady => Volatile.Read(ref _writer) is not null;

    /// <summary>Why it is over; null while it is not.</summary>
    public CloseReason? Reason => Volatile.Read(ref _reason);

    /// <summary>Done when its owner has been told of the end.</summary>
    public Task Ended => _ended.Task;

    public long LastHeard => Volatile.Read(ref _lastHeard);

    private IBufferWriter<byte> Output => _writer?.Answers ?? (IBufferWriter<byte>)transport.Transport.Output;

    /// <summary>Never throws. Afterwards there is a <see cref="Reason"/>; who called tells the owner, then calls <see cref="MarkEnded"/>.
    /// </summary>
    public async Task RunAsync()
    {
        try
        {
            lock (_gate)
            {
                machine.Start(transport.Transport.Output);
            }

            await PassOnAsync();
            await ReadAsync();
        }
        catch (Exception error) when (IsOfTransport(error))
        {
            Stop(BrokenBy(error));
        }
        catch (Exception error)
        {
            // Anything else comes out of the owner's handler. One connection's owner must not cost the others.
            if (context.Failures.IsToTell(out var count))
            {
                Log.HandlerFailed(context.Logger, Who, count, error);
            }

            Stop(new CloseReason(CloseKind.HandlerFailed, $"our handler failed: {error.Message}"));
        }

        _writer?.Wake();
        await _writing;
        machine.Dispose();
        await CloseTransportAsync();
    }

    public void MarkEnded() => _ended.TrySetResult();

    /// <summary>At once; the first reason counts. From any thread.</summary>
    public void Stop(CloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            transport.Transport.Input.CancelPendingRead();
            transport.Transport.Output.CancelPendingFlush();
            _writer?.Wake();
            _writer?.ReleaseReader();
        }
    }

    /// <summary>The peer costs too much; the log says so.</summary>
    public void CutOff(CloseReason reason)
    {
        if (Reason is null && context.CutOffs.IsToTell(out var count))
        {
            Log.CutOff(context.Logger, Who, reason.Text, count);
        }

        Stop(reason);
    }

    /// <summary>What is handed to the transport still goes out.</summary>
    public void StopGracefully(CloseReason reason)
    {
        Volatile.Write(ref _isGraceful, true);
        Stop(reason);
    }

    /// <summary>When what waits is sent, or after the limit. From any thread.</summary>
    public void Finish(CloseReason reason)
    {
        if (_writer is { } writer)
        {
            writer.Finish(reason);
        }
        else
        {
            Stop(reason);
        }
    }

    /// <summary>There is something to send.</summary>
    public void Wake() => _writer?.Wake();

    /// <summary>This link takes the session of a connection over; the caller holds the connection's gate.</summary>
    public void Adopt(PeerConnection connection) => Owner = connection;

    /// <summary>Looks at the limits.</summary>
    public void Tick()
    {
        var options = context.Options;
        if (Volatile.Read(ref _writer) is not { } writer)
        {
            if (context.Time.GetElapsedTime(_started) > options.HandshakeLimit)
            {
                Stop(new CloseReason(CloseKind.TimedOut, $"not ready within {options.HandshakeLimit.TotalSeconds:0.###} s"));
            }

            return;
        }

        writer.Tick();
        var silent = context.Time.GetElapsedTime(LastHeard);
        if (Volatile.Read(ref _isHandling) || silent < options.KeepaliveInterval)
        {
            return;
        }

        if (silent > options.KeepaliveLimit)
        {
            Stop(new CloseReason(CloseKind.TimedOut, $"nothing heard for {silent.TotalSeconds:0.#} s"));
        }
        else if (_lastAsked == 0 || context.Time.GetElapsedTime(_lastAsked) >= options.KeepaliveInterval)
        {
            AskKeepalive(writer);
        }
    }

    internal static bool IsOfTransport(Exception error) =>
        error is IOException or SocketException or ConnectionAbortedException or ObjectDisposedException;

    internal static CloseReason BrokenBy(Exception error) => new(CloseKind.Reset, $"the connection broke: {error.Message}");

    private void AskKeepalive(LinkWriter writer)
    {
        _lastAsked = context.Time.GetTimestamp();
        lock (_gate)
        {
            if (Reason is null && writer.Answers.Length < AnswersLimit)
            {
                machine.AskKeepalive(UTime.From(context.Time.GetUtcNow()), writer.Answers);
            }
        }

        writer.Wake();
    }

    private async Task ReadAsync()
    {
        var input = transport.Transport.Input;
        while (Reason is null)
        {
            var result = await input.ReadAsync();
            _unread = result.Buffer;
            if (!_unread.IsEmpty)
            {
                Volatile.Write(ref _lastHeard, context.Time.GetTimestamp());
                while (await StepAsync())
                {
                }
            }

            Volatile.Write(ref _unreadBytes, _unread.Length);
            input.AdvanceTo(_unread.Start, result.Buffer.End);
            if (result.IsCompleted)
            {
                Stop(new CloseReason(CloseKind.Reset, "the peer closed the connection"));
            }
        }
    }

    /// <summary>One pass over what has arrived; true when there is more to do with it.</summary>
    private async ValueTask<bool> StepAsync()
    {
        var isMore = false;
        WireFormatException? broken = null;
        lock (_gate)
        {
            if (Reason is not null)
            {
                return false; // Another link may have the session by now.
            }

            try
            {
                isMore = machine.Receive(ref _unread, Output, _effects);
            }
            catch (WireFormatException error)
            {
                broken = error; // What came before it in the same bytes has been counted, and is delivered.
            }
        }

        await PassOnAsync();
        isMore |= await ActAsync();
        if (broken is not null)
        {
            StopAsBroken(broken);
        }

        return isMore;
    }

    private void StopAsBroken(WireFormatException error)
    {
        if (WasReady)
        {
            if (context.Breaches.IsToTell(out var breaches))
            {
                Log.WireError(context.Logger, Who, error.Message, breaches);
            }
        }
        else if (context.Strangers.IsToTell(out var count))
        {
            Log.StrangeError(context.Logger, Remote, error.Message, count);
        }

        Stop(new CloseReason(CloseKind.WireError, error.Message));
    }

    /// <summary>What the machine has written goes out.</summary>
    private async ValueTask PassOnAsync()
    {
        if (_writer is { } writer)
        {
            if (writer.Answers.Length > 0)
            {
                writer.Wake();
                await writer.WaitForRoomAsync(AnswersLimit);
            }
        }
        else
        {
            await FlushAsync();
        }
    }

    /// <summary>Does not throw: what was received together with the cause of these bytes must still be delivered.</summary>
    private async ValueTask FlushAsync()
    {
        try
        {
            if ((await transport.Transport.Output.FlushAsync()).IsCompleted)
            {
                Stop(new CloseReason(CloseKind.Reset, "the peer closed the connection"));
            }
        }
        catch (Exception error) when (IsOfTransport(error))
        {
            Stop(BrokenBy(error));
        }
    }

    /// <summary>True when the machine may go on with what it has left unread.</summary>
    private async ValueTask<bool> ActAsync()
    {
        var goOn = false;
        for (var i = 0; i < _effects.Count; i++)
        {
            goOn |= await ActAsync(_effects[i]); // A decision appends to the list.
        }

        _effects.Clear();
        return goOn;
    }

    private async ValueTask<bool> ActAsync(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.Delivered delivered:
                await DeliverAsync(Owner!, delivered.Message);
                return false;
            case ConnectionEffect.SessionWanted wanted:
                await DecideAsync(wanted.Request);
                return true;
            case ConnectionEffect.Ready ready:
                await BecomeReadyAsync(Owner!, ready.Peer);
                return false;
            case ConnectionEffect.SessionLost:
                await Owner!.Handler.OnSessionLostAsync(Owner);
                return false;
            case ConnectionEffect.Denied denied:
                if (context.Denials.IsToTell(out var count))
                {
                    Log.Denied(context.Logger, Remote, denied.Reason, count);
                }

                return false;
            case ConnectionEffect.Refused { Kind: RefusalKind.Crowded } refused:
                if (context.Crowds.IsToTell(out var turnedAway))
                {
                    Log.Crowded(context.Logger, Remote, refused.Reason, turnedAway);
                }

                StopGracefully(new CloseReason(CloseKind.TooMany, refused.Reason));
                return false;
            case ConnectionEffect.WaitForPeer:
                Stop(new CloseReason(CloseKind.Replaced, "the peer connects to us at the same time, and its attempt goes first"));
                return false;
            case ConnectionEffect.Refused refused:
                StopGracefully(new CloseReason(KindOf(refused.Kind), refused.Reason, refused.BadMethod));
                return false;
            default:
                return false; // An answered keepalive: that the peer was heard is all there is to it.
        }
    }

    private async ValueTask DeliverAsync(PeerConnection connection, IncomingMessage message)
    {
        if (connection.IsClosing)
        {
            return;
        }

        // What has been counted as received is delivered, even if the link is over: the peer does not send it again.
        Volatile.Write(ref _isHandling, true);
        try
        {
            await connection.Handler.OnMessageAsync(connection, message);
        }
        catch (WireFormatException error)
        {
            StopAsBroken(error);
        }
        finally
        {
            Volatile.Write(ref _lastHeard, context.Time.GetTimestamp());
            Volatile.Write(ref _isHandling, false);
        }
    }

    private async ValueTask DecideAsync(SessionRequest request)
    {
        var server = (ServerMachine)machine;
        var ruling = context.Desk.Decide(this, server, request);
        if (ruling.Before is { } before)
        {
            await before; // One link at a time has the session, and one loop at a time calls the handler.
        }

        if (ruling is { IsLost: true, Connection: { } loser })
        {
            await loser.Handler.OnSessionLostAsync(loser);
        }

        _gate = ruling.Connection?.Gate ?? _gate;
        lock (_gate)
        {
            if (Reason is not null)
            {
                return;
            }

            server.Answer(ruling.Decision, Output, _effects);
        }

        await PassOnAsync();
    }

    private async ValueTask BecomeReadyAsync(PeerConnection connection, PeerEntity peer)
    {
        await PassOnAsync();
        var writer = new LinkWriter(this, context, transport.Transport.Output, machine, _gate);
        connection.BecomeReady(peer);
        Volatile.Write(ref _writer, writer);
        if (connection.IsClosing)
        {
            writer.Finish(connection.Closing!);
        }

        writer.Wake();
        _writing = writer.RunAsync();
        BecameReady?.Invoke(this);
        Log.Ready(context.Logger, Remote, peer.Type, peer.Mode);
        Volatile.Write(ref _isHandling, true);
        await connection.Handler.OnReadyAsync(connection);
        Volatile.Write(ref _isHandling, false);
    }

    private async Task CloseTransportAsync()
    {
        if (!Volatile.Read(ref _isGraceful))
        {
            transport.Abort(new ConnectionAbortedException(Reason!.Text));
        }

        var closing = transport.DisposeAsync().AsTask();
        try
        {
            await closing.WaitAsync(context.Options.CloseLimit, context.Time);
        }
        catch (TimeoutException)
        {
            // The peer does not take what we want to send it last.
            transport.Abort(new ConnectionAbortedException(Reason!.Text));
            await closing;
        }
    }

    private static CloseKind KindOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Authentication => CloseKind.AuthenticationRefused,
        RefusalKind.NotNow => CloseKind.NoCredentials,
        RefusalKind.Features => CloseKind.MissingFeatures,
        RefusalKind.WrongPeer => CloseKind.WrongPeer,
        _ => CloseKind.Replaced,
    };
}
