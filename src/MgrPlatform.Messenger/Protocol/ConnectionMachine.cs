using System.Buffers;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>
/// One connection, from the banner to its end: received bytes in; bytes to send and effects out. No socket, clock or task.
/// A peer that breaks the format ends it with a <see cref="WireFormatException"/>; one that keeps the protocol but is unwelcome,
/// with <see cref="ConnectionEffect.Refused"/>. Owned by one loop.
/// </summary>
public abstract class ConnectionMachine : IDisposable
{
    // So many effects are handed over at once, that a flood of small messages cannot fill memory.
    private const int EffectsAtOnce = 256;

    // A login and a session take eight frames at the most; a refused client may try again, but not for ever.
    private const int FramesBeforeReady = 32;

    private int _framesBeforeReady;
    private ulong _acknowledged;

    private protected ConnectionMachine(LocalEntity us)
    {
        Us = us;
    }

    public ConnectionPhase Phase { get; private protected set; } = ConnectionPhase.Banner;

    /// <summary>How many bytes there must be before <see cref="Receive"/> can get on; more may be needed then.</summary>
    public int Needed => Phase == ConnectionPhase.Banner ? Banner.Size : Channel.Needed;

    /// <summary>Null until the connection is ready.</summary>
    public Session? Session { get; private protected set; }

    private protected LocalEntity Us { get; }

    private protected FrameChannel Channel { get; } = new();

    /// <summary>Both sides begin without waiting for each other.</summary>
    public void Start(IBufferWriter<byte> output) => Channel.WriteBanner(output);

    /// <summary>
    /// Takes what it can off the front of <paramref name="input"/>. True when it stopped only because there are many effects:
    /// act on them and call again.
    /// </summary>
    /// <exception cref="WireFormatException">Close the connection.</exception>
    public bool Receive(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        var isMore = false;
        while (Phase is not (ConnectionPhase.Deciding or ConnectionPhase.Closed) && !isMore && TryReadOne(ref input, output, effects))
        {
            isMore = effects.Count >= EffectsAtOnce;
        }

        WriteAcknowledgement(output);
        return isMore;
    }

    /// <summary>Writes messages that wait in the session, about as many bytes as told. True when more wait.</summary>
    public bool Send(IBufferWriter<byte> output, int budget)
    {
        if (Phase != ConnectionPhase.Ready)
        {
            return false;
        }

        while (budget > 0 && Session!.TryTake(out var frame))
        {
            Channel.Write(output, frame);
            _acknowledged = Session.Received;
            budget -= FramePreamble.Size + frame.Head.Length + frame.Front.Length + frame.Middle.Length + frame.Data.Length;
        }

        return Session!.HasWaiting;
    }

    /// <summary>Asks the peer whether it is there; it answers with <see cref="ConnectionEffect.KeepaliveAnswered"/>.</summary>
    public void AskKeepalive(UTime now, IBufferWriter<byte> output)
    {
        if (Phase == ConnectionPhase.Ready)
        {
            Channel.Write(output, new Keepalive2(now));
        }
    }

    public void Dispose()
    {
        Phase = ConnectionPhase.Closed;
        Channel.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract void OnBanner(IBufferWriter<byte> output);

    /// <summary>A frame of the handshake.</summary>
    private protected abstract void OnFrame(in Frame frame, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects);

    private protected void BecomeReady(Session session, PeerEntity peer, ICollection<ConnectionEffect> effects)
    {
        session.Peer = peer;
        Session = session;
        _acknowledged = session.Received;
        Phase = ConnectionPhase.Ready;
        Channel.AllowMessages();
        effects.Add(new ConnectionEffect.Ready(peer));
    }

    private protected void Refuse(
        RefusalKind kind, string reason, ICollection<ConnectionEffect> effects, AuthBadMethod? badMethod = null)
    {
        Phase = ConnectionPhase.Closed;
        effects.Add(new ConnectionEffect.Refused(kind, reason, badMethod));
    }

    private protected WireFormatException Unexpected(in Frame frame) =>
        new($"a frame of kind {frame.Tag} in the phase {Phase}", 0);

    private bool TryReadOne(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        if (Phase == ConnectionPhase.Banner)
        {
            return TryReadBanner(ref input, output);
        }

        if (!Channel.TryRead(ref input, out var frame))
        {
            return false;
        }

        if (Phase == ConnectionPhase.Ready)
        {
            OnSessionFrame(frame, output, effects);
            return true;
        }

        if (++_framesBeforeReady > FramesBeforeReady)
        {
            throw new WireFormatException($"after {FramesBeforeReady} frames there is still no session", 0);
        }

        OnFrame(frame, output, effects);
        return true;
    }

    private bool TryReadBanner(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        if (!Channel.TryReadBanner(ref input, out var banner))
        {
            return false;
        }

        if (!banner!.Supported.HasFlag(ProtocolFeatures.Revision1) || (banner.Required & ~Banner.Ours.Supported) != 0)
        {
            throw new WireFormatException(
                $"the peer's protocol supports {banner.Supported} and requires {banner.Required}; we speak {Banner.Ours.Supported}", 0);
        }

        Phase = ConnectionPhase.Hello;
        OnBanner(output);
        return true;
    }

    private void OnSessionFrame(in Frame frame, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        switch (frame.Tag)
        {
            case FrameTag.Message:
                OnMessage(frame, effects);
                break;
            case FrameTag.Ack:
                Session!.Acknowledge(frame.Payload<Ack>().Sequence);
                break;
            case FrameTag.Keepalive2:
                Channel.Write(output, new Keepalive2Ack(frame.Payload<Keepalive2>().Stamp));
                break;
            case FrameTag.Keepalive2Ack:
                effects.Add(new ConnectionEffect.KeepaliveAnswered(frame.Payload<Keepalive2Ack>().Stamp));
                break;
            default:
                throw Unexpected(frame);
        }
    }

    private void OnMessage(in Frame frame, ICollection<ConnectionEffect> effects)
    {
        var reader = new WireReader(frame.Head.Span);
        var header = reader.Read<MessageHeader>();
        Session!.Acknowledge(header.Acknowledged);
        if (Session.Receive(header.Sequence))
        {
            effects.Add(new ConnectionEffect.Delivered(new IncomingMessage(header, frame.Front, frame.Middle, frame.Data)));
        }
    }

    /// <summary>One acknowledgement for all that came in together, if the peer keeps what it sends until then.</summary>
    private void WriteAcknowledgement(IBufferWriter<byte> output)
    {
        if (Phase == ConnectionPhase.Ready && Session!.PeerKeeps && Session.Received != _acknowledged)
        {
            _acknowledged = Session.Received;
            Channel.Write(output, new Ack(_acknowledged));
        }
    }
}
