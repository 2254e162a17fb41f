using System.Buffers;
using System.Security.Cryptography;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>
/// The framing of one connection in both directions. Until the signatures it remembers all bytes of both, which the signatures cover;
/// the limits on what comes before them keep that small.
/// </summary>
internal sealed class FrameChannel : IDisposable
{
    // Some ten frames of a few KiB in any real login.
    private const int TranscriptLimit = 256 * 1024;

    private readonly FrameDecoder _decoder = new(FrameLimits.Handshake);
    private readonly FrameEncoder _encoder = new();
    private WireWriter? _received = new();
    private WireWriter? _written = new();
    private FrameCipher? _readCipher;
    private FrameCipher? _writeCipher;
    private byte[] _expectedSignature = [];

    public int Needed => _decoder.Needed;

    public void WriteBanner(IBufferWriter<byte> output)
    {
        var writer = new WireWriter(capacity: Banner.Size);
        Banner.Ours.Write(writer);
        Record(_written, writer.Written.Length, writer.Written);
        output.Write(writer.Written);
    }

    public bool TryReadBanner(ref ReadOnlySequence<byte> input, out Banner? banner)
    {
        var before = input;
        var read = Banner.TryRead(ref input, out banner);
        RecordConsumed(before, input);
        return read;
    }

    public bool TryRead(ref ReadOnlySequence<byte> input, out Frame frame)
    {
        var before = input;
        var read = _decoder.TryRead(ref input, out frame);
        RecordConsumed(before, input);
        return read;
    }

    public void Write<T>(IBufferWriter<byte> output, T payload)
        where T : IFramePayload<T> =>
        Write(output, payload.ToFrame());

    public void Write(IBufferWriter<byte> output, in Frame frame)
    {
        if (_written is null)
        {
            _encoder.Write(output, frame);
            return;
        }

        var writer = new WireWriter();
        _encoder.Write(writer, frame);
        Record(_written, writer.Length, writer.Written);
        output.Write(writer.Written);
    }

    /// <summary>Authentication is done: from here on frames are protected, and the first one signs what came before.</summary>
    public void Protect(IBufferWriter<byte> output, AuthResult auth, bool weAreServer)
    {
        var signature = SessionSignature.Compute(auth.SessionKey, _received!.Written);
        _expectedSignature = SessionSignature.Compute(auth.SessionKey, _written!.Written);
        _received = null;
        _written = null;
        if (auth.Mode == ConnectionMode.Secure)
        {
            _writeCipher = weAreServer ? auth.Secret.CreateServerCipher() : auth.Secret.CreateClientCipher();
            _readCipher = weAreServer ? auth.Secret.CreateClientCipher() : auth.Secret.CreateServerCipher();
            _encoder.UseCipher(_writeCipher);
            _decoder.UseCipher(_readCipher);
        }

        _encoder.Write(output, new AuthSignature(signature).ToFrame());
    }

    /// <summary>Checks the peer's signature over what we had sent.</summary>
    public bool Verify(AuthSignature signature) => CryptographicOperations.FixedTimeEquals(_expectedSignature, signature.Signature);

    /// <summary>The peer may send messages from now on.</summary>
    public void AllowMessages() => _decoder.UseLimits(FrameLimits.Session);

    public void Dispose()
    {
        _readCipher?.Dispose();
        _writeCipher?.Dispose();
    }

    private void RecordConsumed(ReadOnlySequence<byte> before, ReadOnlySequence<byte> after)
    {
        if (_received is not null)
        {
            var consumed = (int)(before.Length - after.Length);
            foreach (var piece in before.Slice(0, consumed))
            {
                Record(_received, consumed, piece.Span);
            }
        }
    }

    private static void Record(WireWriter? transcript, int coming, ReadOnlySpan<byte> bytes)
    {
        if (transcript is null)
        {
            return;
        }

        if (transcript.Length + coming > TranscriptLimit)
        {
            throw new WireFormatException("the peer sends too much before it has proved who it is", transcript.Length);
        }

        transcript.WriteBytes(bytes);
    }
}
