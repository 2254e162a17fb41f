using System.Buffers;

namespace MgrPlatform.Wire.Frames;

/// <summary>
/// Turns frames into bytes to send. Starts in crc mode; <see cref="UseCipher"/> switches to secure mode between two frames.
/// The bytes of the frames must be sent in the order in which they were written.
/// </summary>
public sealed class FrameEncoder
{
    private FrameCipher? _cipher;

    /// <summary>From the next frame on. The caller keeps the cipher and disposes it.</summary>
    public void UseCipher(FrameCipher cipher) => _cipher = cipher;

    public void Write(IBufferWriter<byte> output, in Frame frame)
    {
        var preamble = FramePreamble.Of(frame);
        if (_cipher is null)
        {
            WritePlain(output, preamble, frame);
        }
        else
        {
            WriteSecure(_cipher, output, preamble, frame);
        }
    }

    private static void WritePlain(IBufferWriter<byte> output, in FramePreamble preamble, in Frame frame)
    {
        preamble.Encode(output.GetSpan(FramePreamble.Size));
        output.Advance(FramePreamble.Size);
        output.Write(frame.Head.Span);
        if (frame.Head.Length > 0)
        {
            var crc = new SpanWriter(output.GetSpan(sizeof(uint)));
            crc.WriteUInt32(Crc32C.Append(Crc32C.SegmentSeed, frame.Head.Span));
            output.Advance(sizeof(uint));
        }

        if (preamble.SegmentCount > 1)
        {
            output.Write(frame.Front.Span);
            output.Write(frame.Middle.Span);
            output.Write(frame.Data.Span);
            var epilogue = new SpanWriter(output.GetSpan(FrameLayout.CrcEpilogue));
            epilogue.WriteByte(FrameLayout.Complete);
            for (var i = 1; i < Frame.SegmentLimit; i++)
            {
                epilogue.WriteUInt32(i < preamble.SegmentCount ? Crc32C.Append(Crc32C.SegmentSeed, frame.Segment(i).Span) : 0);
            }

            output.Advance(FrameLayout.CrcEpilogue);
        }
    }

    private static void WriteSecure(FrameCipher cipher, IBufferWriter<byte> output, in FramePreamble preamble, in Frame frame)
    {
        var head = frame.Head.Span;
        var first = output.GetSpan(FrameLayout.SecurePreamble)[..FrameLayout.SecurePreamble];
        preamble.Encode(first);
        CopyPadded(head[..Math.Min(head.Length, FrameLayout.InlineHead)], first.Slice(FramePreamble.Size, FrameLayout.InlineHead));
        cipher.Encrypt(first);
        output.Advance(first.Length);

        var restLength = FrameLayout.SecureHeadRest(preamble);
        if (restLength > 0)
        {
            var rest = output.GetSpan(restLength)[..restLength];
            CopyPadded(head[FrameLayout.InlineHead..], rest[..^FrameCipher.TagSize]);
            cipher.Encrypt(rest);
            output.Advance(restLength);
        }

        var tailLength = FrameLayout.SecureTail(preamble);
        if (tailLength > 0)
        {
            var tail = output.GetSpan(tailLength)[..tailLength];
            var free = tail;
            for (var i = 1; i < Frame.SegmentLimit; i++)
            {
                var padded = FrameLayout.Pad(preamble[i]);
                CopyPadded(frame.Segment(i).Span, free[..padded]);
                free = free[padded..];
            }

            free[..FrameLayout.SecureEpilogue].Clear();
            free[0] = FrameLayout.Complete;
            cipher.Encrypt(tail);
            output.Advance(tailLength);
        }
    }

    private static void CopyPadded(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        source.CopyTo(destination);
        destination[source.Length..].Clear();
    }
}
