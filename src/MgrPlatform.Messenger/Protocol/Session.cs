using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>
/// One end of a session: what is to be sent, what the peer has not acknowledged, and what was received. A lossless session outlives
/// its connections: what the peer missed is sent again, what it sends again is dropped. Lossless ones come from a
/// <see cref="SessionTable"/>, which names them. Owned by one loop at a time.
/// </summary>
public sealed class Session(bool isLossy, SessionLimits limits)
{
    private readonly Queue<OutgoingMessage> _waiting = [];
    private readonly Queue<Sent> _sent = [];
    private long _bytes;

    public bool IsLossy { get; private set; } = isLossy;

    /// <summary>Names the client's end; zero while lossy.</summary>
    public ulong ClientCookie { get; internal set; }

    /// <summary>Names the server's end; zero until the server has answered, and while lossy.</summary>
    public ulong ServerCookie { get; internal set; }

    /// <summary>The attempts to take the session up again.</summary>
    public ulong ConnectSequence { get; internal set; }

    /// <summary>The peer's latest connection; an older one that comes late is refused.</summary>
    public ulong PeerGlobalSequence { get; internal set; }

    /// <summary>The peer keeps what it sends until we acknowledge it.</summary>
    public bool PeerKeeps { get; internal set; }

    /// <summary>The peer as its ident described it; a connection that takes the session up does not repeat it.</summary>
    public PeerEntity? Peer { get; internal set; }

    /// <summary>The last message received.</summary>
    public ulong Received { get; private set; }

    /// <summary>The last message given a number.</summary>
    public ulong LastSent { get; private set; }

    /// <summary>The last message that the peer has acknowledged.</summary>
    public ulong Acknowledged { get; private set; }

    /// <summary>Messages that wait or are not acknowledged.</summary>
    public int Held => _waiting.Count + _sent.Count;

    public bool HasWaiting => _waiting.Count > 0;

    /// <summary>Messages that have no number yet.</summary>
    internal int Waiting => _waiting.Count;

    /// <summary>Of these, without what a frame adds.</summary>
    internal long WaitingBytes { get; private set; }

    /// <summary>What waits or is not acknowledged, in bytes. May be asked from any thread.</summary>
    internal long HeldBytes => Volatile.Read(ref _bytes);

    /// <summary>False when the session is full; try again when the peer has taken something.</summary>
    public bool TryEnqueue(OutgoingMessage message)
    {
        if (Held > 0 && (Held >= limits.Messages || _bytes + message.Length > limits.Bytes))
        {
            return false;
        }

        Enqueue(message);
        return true;
    }

    /// <summary>The same whatever the limits say, for what was taken in before there was a session.</summary>
    internal void Enqueue(OutgoingMessage message)
    {
        _waiting.Enqueue(message);
        _bytes += message.Length;
        WaitingBytes += message.Length;
    }

    /// <summary>The next message to send; it carries the acknowledgement of all that was received.</summary>
    internal bool TryTake(out Frame frame)
    {
        if (!_waiting.TryDequeue(out var message))
        {
            frame = default;
            return false;
        }

        LastSent++;
        WaitingBytes -= message.Length;
        if (IsLossy)
        {
            _bytes -= message.Length;
        }
        else
        {
            _sent.Enqueue(new Sent(LastSent, message));
        }

        frame = message.ToFrame(LastSent, Received);
        return true;
    }

    /// <summary>True for a message to deliver, false for one that was delivered before.</summary>
    /// <exception cref="WireFormatException">One before it is missing.</exception>
    internal bool Receive(ulong sequence)
    {
        // A peer whose session was reset goes on counting, so the first one may have any number.
        if (Received != 0 && sequence > Received + 1)
        {
            throw new WireFormatException($"message {sequence} came after {Received}: one is missing", 0);
        }

        if (sequence <= Received)
        {
            return false;
        }

        Received = sequence;
        return true;
    }

    /// <summary>The peer has everything up to this one.</summary>
    internal void Acknowledge(ulong sequence)
    {
        Acknowledged = Math.Max(Acknowledged, Math.Min(sequence, LastSent));
        while (_sent.TryPeek(out var sent) && sent.Sequence <= sequence)
        {
            _sent.Dequeue();
            _bytes -= sent.Message.Length;
        }
    }

    /// <summary>
    /// A new connection carries on: what the peer has not received is sent again, under the same numbers, before all else.
    /// </summary>
    /// <exception cref="WireFormatException">
    /// The peer claims to have received what was never sent, or to lack what it has acknowledged.
    /// </exception>
    internal void Resume(ulong receivedByPeer)
    {
        if (receivedByPeer > LastSent || receivedByPeer < Acknowledged)
        {
            throw new WireFormatException(
                $"the peer has received message {receivedByPeer}; we have sent {LastSent}, of which it has acknowledged {Acknowledged}", 0);
        }

        Acknowledge(receivedByPeer);
        LastSent = receivedByPeer;
        Requeue();
    }

    /// <summary>
    /// The peer has forgotten the session. What it may have received already is lost with it when <paramref name="full"/>,
    /// for sending it again could act twice; otherwise it is sent anew.
    /// </summary>
    internal void Reset(bool full)
    {
        ServerCookie = 0;
        ConnectSequence = 0;
        Received = 0;
        LastSent = 0;
        Acknowledged = 0;
        if (full)
        {
            _sent.Clear();
            _waiting.Clear();
            _bytes = 0;
            WaitingBytes = 0;
        }
        else
        {
            Requeue();
        }
    }

    /// <summary>The server wants the session lossy: nothing is kept for a later connection.</summary>
    internal void BecomeLossy()
    {
        IsLossy = true;
        PeerKeeps = false;
        ClientCookie = 0;
        ServerCookie = 0;
    }

    private void Requeue()
    {
        if (_sent.Count == 0)
        {
            return;
        }

        var unsent = _waiting.ToArray();
        _waiting.Clear();
        foreach (var sent in _sent)
        {
            _waiting.Enqueue(sent.Message);
            WaitingBytes += sent.Message.Length;
        }

        foreach (var message in unsent)
        {
            _waiting.Enqueue(message);
        }

        _sent.Clear();
    }

    private readonly record struct Sent(ulong Sequence, OutgoingMessage Message);
}
