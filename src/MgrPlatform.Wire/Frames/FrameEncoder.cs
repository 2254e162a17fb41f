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
        var length = FramePreamble.Size + FrameLayout.CrcRest(preamble);
        var free = output.GetSpan(length)[..length];
        preamble.Encode(free);
        free = free[FramePreamble.Size..];
        var head = CopySegment(frame.Head.Span, ref free);
        if (frame.Head.Length > 0)
        {
            var crc = new SpanWriter(free);
            crc.WriteUInt32(head);
            free = free[sizeof(uint)..];
        }

        if (preamble.SegmentCount > 1)
        {
            var front = CopySegment(frame.Front.Span, ref free);
            var middle = CopySegment(frame.Middle.Span, ref free);
            var data = CopySegment(frame.Data.Span, ref free);
            var epilogue = new SpanWriter(free);
            epilogue.WriteByte(FrameLayout.Complete);
            epilogue.WriteUInt32(front);
            epilogue.WriteUInt32(preamble.SegmentCount > 2 ? middle : 0);
            epilogue.WriteUInt32(preamble.SegmentCount > 3 ? data : 0);
        }

        output.Advance(length);
    }

    /// <summary>Returns the checksum of what it has copied, while that is still at hand.</summary>
    private static uint CopySegment(ReadOnlySpan<byte> segment, ref Span<byte> free)
    {
        segment.CopyTo(free);
        free = free[segment.Length..];
        return Crc32C.Append(Crc32C.SegmentSeed, segment);
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
