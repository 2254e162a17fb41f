using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Frames;

/// <summary>
/// Turns received bytes into frames. Starts in crc mode; <see cref="UseCipher"/> switches to secure mode between two frames.
/// Nothing is allocated for a frame before all its bytes are there.
/// </summary>
public sealed class FrameDecoder(FrameLimits limits)
{
    private FrameLimits _limits = limits;
    private FrameCipher? _cipher;
    private FramePreamble? _preamble;
    private byte[]? _inlineHead;

    /// <summary>How many bytes the next call of <see cref="TryRead"/> must have to get on.</summary>
    public int Needed =>
        _preamble is not { } preamble ? (_cipher is null ? FramePreamble.Size : FrameLayout.SecurePreamble)
        : _cipher is null ? FrameLayout.CrcRest(preamble)
        : FrameLayout.SecureRest(preamble);

    /// <summary>From the next frame on.</summary>
    public void UseLimits(FrameLimits limits) => _limits = limits;

    /// <summary>From the next frame on. The caller keeps the cipher and disposes it.</summary>
    public void UseCipher(FrameCipher cipher) => _cipher = cipher;

    /// <summary>
    /// Takes one frame off the front of <paramref name="input"/>. False means that more bytes are needed; what was
    /// consumed meanwhile is cut off <paramref name="input"/> all the same.
    /// </summary>
    /// <exception cref="WireFormatException">The connection cannot go on.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> input, out Frame frame)
    {
        while (TryReadOne(ref input, out var read))
        {
            if (read is { } complete)
            {
                frame = complete;
                return true;
            }
        }

        frame = default;
        return false;
    }

    private bool TryReadOne(ref ReadOnlySequence<byte> input, out Frame? frame)
    {
        frame = null;
        if (_preamble is null && !TryReadPreamble(ref input))
        {
            return false;
        }

        var preamble = _preamble.GetValueOrDefault();
        var length = Needed;
        if (input.Length < length)
        {
            return false;
        }

        var rest = input.Slice(0, length);
        input = input.Slice(length);
        frame = _cipher is null ? ReadPlain(preamble, rest) : ReadSecure(_cipher, preamble, rest);
        _preamble = null;
        _inlineHead = null;
        return true;
    }

    private bool TryReadPreamble(ref ReadOnlySequence<byte> input)
    {
        var length = Needed;
        if (input.Length < length)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[length];
        input.Slice(0, length).CopyTo(bytes);
        input = input.Slice(length);
        if (_cipher is not null)
        {
            if (!_cipher.TryDecrypt(bytes))
            {
                ThrowTampered(0);
            }

            _inlineHead = bytes.Slice(FramePreamble.Size, FrameLayout.InlineHead).ToArray();
        }

        _preamble = FramePreamble.Decode(bytes[..FramePreamble.Size], _limits);
        return true;
    }

    private static Frame? ReadPlain(in FramePreamble preamble, ReadOnlySequence<byte> rest)
    {
        var bytes = FrameMemory.Take((int)rest.Length);
        rest.CopyTo(bytes);
        var reader = new WireReader(bytes.AsSpan(0, (int)rest.Length));
        var head = bytes.AsMemory(0, preamble[0]);
        reader.Skip(preamble[0]);
        if (head.Length > 0)
        {
            CheckSegment(0, head.Span, reader.ReadUInt32());
        }

        var front = Take(ref reader, bytes, preamble[1]);
        var middle = Take(ref reader, bytes, preamble[2]);
        var data = Take(ref reader, bytes, preamble[3]);
        if (preamble.SegmentCount > 1 && !ReadEpilogue(ref reader, preamble, front.Span, middle.Span, data.Span))
        {
            return null;
        }

        return new Frame(preamble.Tag, head, front, middle, data);
    }

    /// <summary>False when the frame is to be ignored; its checksums need not be right then.</summary>
    private static bool ReadEpilogue(
        ref WireReader reader, in FramePreamble preamble, ReadOnlySpan<byte> front, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> data)
    {
        if (!ReadLateStatus(reader.ReadByte(), reader.Position))
        {
            return false;
        }

        CheckSegment(1, front, reader.ReadUInt32());
        if (preamble.SegmentCount > 2)
        {
            CheckSegment(2, middle, reader.ReadUInt32());
        }

        if (preamble.SegmentCount > 3)
        {
            CheckSegment(3, data, reader.ReadUInt32());
        }

        return true;
    }

    private Frame? ReadSecure(FrameCipher cipher, in FramePreamble preamble, ReadOnlySequence<byte> rest)
    {
        // Segment 0 came in two chunks; laid end to end here, it is one span.
        var length = FrameLayout.InlineHead + (int)rest.Length;
        var bytes = FrameMemory.Take(length);
        _inlineHead.AsSpan().CopyTo(bytes);
        rest.CopyTo(bytes.AsSpan(FrameLayout.InlineHead));
        var reader = new WireReader(bytes.AsSpan(0, length));
        reader.Skip(FrameLayout.InlineHead);
        Decrypt(cipher, bytes, ref reader, FrameLayout.SecureHeadRest(preamble));
        var tail = reader.Position;
        Decrypt(cipher, bytes, ref reader, FrameLayout.SecureTail(preamble));
        var head = bytes.AsMemory(0, preamble[0]);
        if (preamble.SegmentCount == 1)
        {
            return new Frame(preamble.Tag, head);
        }

        var middle = tail + FrameLayout.Pad(preamble[1]);
        var data = middle + FrameLayout.Pad(preamble[2]);
        var epilogue = data + FrameLayout.Pad(preamble[3]);
        return ReadLateStatus(bytes[epilogue], epilogue)
            ? new Frame(
                preamble.Tag,
                head,
                bytes.AsMemory(tail, preamble[1]),
                bytes.AsMemory(middle, preamble[2]),
                bytes.AsMemory(data, preamble[3]))
            : null;
    }

    private static void Decrypt(FrameCipher cipher, byte[] bytes, ref WireReader reader, int length)
    {
        if (length > 0)
        {
            var start = reader.Position;
            reader.Skip(length);
            if (!cipher.TryDecrypt(bytes.AsSpan(start, length)))
            {
                ThrowTampered(start);
            }
        }
    }

    private static ReadOnlyMemory<byte> Take(ref WireReader reader, byte[] bytes, int length)
    {
        var taken = bytes.AsMemory(reader.Position, length);
        reader.Skip(length);
        return taken;
    }

    private static bool ReadLateStatus(byte status, int position) =>
        FrameLayout.IsComplete(status)
        ?? throw new WireFormatException($"a frame ends with the unknown status {status}", position);

    private static void CheckSegment(int index, ReadOnlySpan<byte> segment, uint crc)
    {
        if (crc != Crc32C.Append(Crc32C.SegmentSeed, segment))
        {
            throw new WireFormatException($"the checksum of segment {index} of a frame is wrong", 0);
        }
    }

    [DoesNotReturn]
    private static void ThrowTampered(int position) =>
        throw new WireFormatException("a frame does not decrypt: it was changed on its way, or the keys differ", position);
}
