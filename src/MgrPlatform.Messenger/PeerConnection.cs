using System.Diagnostics.CodeAnalysis;
using MgrPlatform.Messenger.Connections;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger;

/// <summary>
/// A peer, for as long as there is a session with it: one connection of the transport when it is lossy, any number of them, one after the
/// other, when it is lossless. Its members may be called from any thread.
/// </summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "A source of cancellation without a timer has nothing to dispose of, and it is used to the last.")]
public sealed partial class PeerConnection
{
    private readonly LinkContext _context;
    private readonly Queue<Unencoded> _beforeReady = [];
    private readonly CancellationTokenSource _closed = new();
    private Session _session;
    private Connector? _connector;
    private Link? _link;
    private Task? _telling;
    private long _heldBytes;
    private CloseReason? _closing;
    private PeerEntity? _peer;
    private long _interruptedAt;
    private bool _wasReady;
    private int _isEnded;

    internal PeerConnection(LinkContext context, Session session, EntityAddressVector target, IPeerHandler handler)
    {
        _context = context;
        _session = session;
        _interruptedAt = context.Time.GetTimestamp();
        Target = target;
        Handler = handler;
    }

    /// <summary>The owner's, for whatever it keeps with a connection.</summary>
    public object? Tag { get; set; }

    /// <summary>Who the peer is; null before the first <see cref="IPeerHandler.OnReadyAsync"/>.</summary>
    public PeerEntity? Peer => Volatile.Read(ref _peer);

    /// <summary>Where we connect to, or where the peer says that it is.</summary>
    public EntityAddressVector Target { get; }

    /// <summary>Messages flow now; a lossless one that is not ready takes messages all the same, and sends them later.</summary>
    public bool IsReady => Volatile.Read(ref _link) is { WasReady: true, Reason: null };

    public bool IsLossy => _session.IsLossy;

    /// <summary>When the peer was last heard, a timestamp of the endpoint's <see cref="TimeProvider"/>; null when not connected.</summary>
    public long? LastHeard => Volatile.Read(ref _link)?.LastHeard;

    /// <summary>Messages that wait to be sent or, in a lossless session, to be acknowledged.</summary>
    public int Held
    {
        get
        {
            lock (Gate)
            {
                return _session.Held + _beforeReady.Count;
            }
        }
    }

    /// <summary>What is held for the peer, and of what it has begun to send, in bytes.</summary>
    internal long HeldBytes => _session.HeldBytes + (Current?.Unread ?? 0);

    internal Lock Gate { get; } = new();

    internal IPeerHandler Handler { get; }

    internal Session Session => _session;

    internal CloseReason? Closing => Volatile.Read(ref _closing);

    internal bool IsClosing => Closing is not null;

    /// <summary>We reconnect when it breaks.</summary>
    internal bool IsOurs => _connector is not null;

    internal CancellationToken Closed => _closed.Token;

    internal Link? Current => Volatile.Read(ref _link);

    /// <summary>
    /// Queues a message, encoded for what the peer understands. Never waits. False when the connection is closed, or when it holds so much
    /// already that it takes no more: then the peer is too slow, and the caller decides what to drop.
    /// </summary>
    public bool Send(Message message, ulong transactionId = 0, ushort priority = MessageHeader.DefaultPriority)
    {
        if (Peer is { } peer)
        {
            return Send(Encode(message, transactionId, priority, peer.Features));
        }

        lock (Gate)
        {
            if (_peer is null)
            {
                return TryHold(new Unencoded(message, null, transactionId, priority));
            }
        }

        return Send(message, transactionId, priority);
    }

    /// <summary>The same for a message that is encoded already. Its memory must not change any more.</summary>
    public bool Send(OutgoingMessage message)
    {
        Link? link;
        lock (Gate)
        {
            if (_peer is null)
            {
                return TryHold(new Unencoded(null, message, 0, 0));
            }

            if (_closing is not null || !_session.TryEnqueue(message))
            {
                return false;
            }

            link = _link;
        }

        link?.Wake();
        return true;
    }

    /// <summary>
    /// Nothing more is sent or delivered; what is queued still goes out, within <see cref="MessengerOptions.CloseLimit"/>. Returns at once,
    /// and <see cref="IPeerHandler.OnClosedAsync"/> comes when it is done. The peer of a lossless session learns that it is gone when it
    /// comes back.
    /// </summary>
    public void Close(string reason) => End(new CloseReason(CloseKind.ClosedByUs, reason), isGraceful: true);

    /// <summary>The same without sending what is queued.</summary>
    public void Abort(string reason) => End(new CloseReason(CloseKind.ClosedByUs, reason), isGraceful: false);

    /// <summary>The same for a peer that costs too much: the log says so, once for many.</summary>
    public void CutOff(string reason)
    {
        Current?.CutOff(new CloseReason(CloseKind.ClosedByUs, reason));
        Abort(reason);
    }

    /// <summary>Called under the gate. What this returns must end before the link uses the session.</summary>
    internal Task? Carry(Link link, Session? instead = null)
    {
        var before = _link;
        _link = link;
        _session = instead ?? _session;
        link.Adopt(this);
        before?.Stop(new CloseReason(CloseKind.Replaced, "a later connection of this peer has taken its place"));
        return before?.Ended ?? _telling;
    }

    /// <summary>A link that we have opened; false when it comes too late.</summary>
    internal bool TryCarry(Link link)
    {
        lock (Gate)
        {
            if (_link is not null || _closing is not null)
            {
                return false;
            }

            _link = link;
            return true;
        }
    }

    /// <summary>From now on we reconnect ourselves.</summary>
    internal void ConnectBy(Connector connector)
    {
        lock (Gate)
        {
            if (_connector is not null)
            {
                return;
            }

            _connector = connector;
        }

        _context.Tasks.Run(connector.RunAsync);
    }

    internal void BecomeReady(PeerEntity peer)
    {
        if (_session.IsLossy)
        {
            _context.Desk.Forget(this);
        }

        lock (Gate)
        {
            Volatile.Write(ref _peer, peer);
            _wasReady = true;
            _heldBytes = 0;
            while (_beforeReady.TryDequeue(out var held))
            {
                _session.Enqueue(held.Encoded ?? Encode(held.Message!, held.TransactionId, held.Priority, peer.Features));
            }
        }
    }

    /// <summary>Tells the owner, unless another link goes on with the session.</summary>
    internal async Task LinkEndedAsync(Link link)
    {
        bool isOver;
        bool isCurrent;
        lock (Gate)
        {
            isCurrent = _link == link;
            isOver = isCurrent && (_closing is not null || _session.IsLossy || link.Reason!.Kind == CloseKind.HandlerFailed);
        }

        if (isOver)
        {
            End(link.Reason!, isGraceful: false);
        }
        else if (isCurrent)
        {
            await TellAsync(() => Handler.OnInterruptedAsync(this, link.Reason!));
        }

        lock (Gate)
        {
            if (_link == link)
            {
                _link = null;
                _interruptedAt = _context.Time.GetTimestamp();
            }
        }

        link.MarkEnded();
        if (isOver && _connector is null)
        {
            await TellClosedAsync();
        }
    }

    /// <summary>An attempt came to nothing. The peer may come to us at the same moment: one call after the other.</summary>
    internal async Task TellFailedAsync(CloseReason failure)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Gate)
        {
            if (_link is not null || _closing is not null)
            {
                return;
            }

            _telling = told.Task;
        }

        await TellAsync(() => Handler.OnInterruptedAsync(this, failure));
        told.SetResult();
    }

    internal void EndReplaced() => Finish(new CloseReason(CloseKind.Replaced, "the peer has begun a new session"), isGraceful: false);

    internal void End(CloseReason reason, bool isGraceful)
    {
        _context.Desk.Forget(this);
        Finish(reason, isGraceful);
    }

    internal void Tick()
    {
        if (Current is { } link)
        {
            link.Tick();
        }
        else if (!IsOurs && !IsClosing && _context.Time.GetElapsedTime(Volatile.Read(ref _interruptedAt)) > _context.Options.SessionKeep)
        {
            End(new CloseReason(CloseKind.TimedOut, "the peer has not come back"), isGraceful: false);
        }
    }

    /// <summary>The last call of all, once.</summary>
    internal async Task TellClosedAsync()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _context.Desk.Remove(this);
            if (_wasReady || IsOurs)
            {
                await TellAsync(() => Handler.OnClosedAsync(this, _closing!));
            }
        }
    }

    private static OutgoingMessage Encode(Message message, ulong transactionId, ushort priority, Features features) => new(
        (ushort)message.Kind.Type,
        message.Kind.Version,
        message.Kind.OldestReader,
        MessageCodec.EncodeFront(message, features),
        message is UnknownMessage unknown ? unknown.Middle : default,
        message.EncodeData(features),
        transactionId,
        priority);

    /// <summary>Owners are not to fail here, and if they do, the connection's end must go on.</summary>
    private async ValueTask TellAsync(Func<ValueTask> call)
    {
        try
        {
            await call();
        }
        catch (Exception error)
        {
            Log.HandlerFailed(_context.Logger, Target, error);
        }
    }

    private bool TryHold(Unencoded message)
    {
        var length = message.Encoded?.Length ?? message.Message!.Data.Length;
        var limits = _context.Options.Outbox;
        if (_closing is not null
            || _beforeReady.Count >= limits.Messages
            || (_beforeReady.Count > 0 && _heldBytes + length > limits.Bytes))
        {
            return false;
        }

        _beforeReady.Enqueue(message);
        _heldBytes += length;
        return true;
    }

    private void Finish(CloseReason reason, bool isGraceful)
    {
        Link? link;
        bool isFirst;
        lock (Gate)
        {
            isFirst = _closing is null;
            _closing ??= reason;
            link = _link;
        }

        if (isGraceful)
        {
            link?.Finish(reason);
        }
        else
        {
            link?.Stop(reason);
        }

        if (isFirst)
        {
            // Not here: what this wakes must not run under the locks of whoever ends us.
            if (IsOurs)
            {
                _context.Tasks.Run(_closed.CancelAsync);
            }
            else if (link is null)
            {
                _context.Tasks.Run(TellClosedAsync);
            }
        }
    }

    private readonly record struct Unencoded(Message? Message, OutgoingMessage? Encoded, ulong TransactionId, ushort Priority);
}
