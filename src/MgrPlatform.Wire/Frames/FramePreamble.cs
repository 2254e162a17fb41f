using System.Runtime.CompilerServices;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Frames;

/// <summary>The 32 bytes before a frame: what it is and how long its segments are, with a checksum of their own.</summary>
public struct FramePreamble
{
    public const int Size = 32;

    private const int CheckedSize = 28;
    private const byte Compressed = 1;
    private const ushort WordAlignment = 8;
    private const ushort PageAlignment = 4096;

    private SegmentLengths _lengths;

    public FrameTag Tag { get; private set; }

    public int SegmentCount { get; private set; }

    public int TotalLength => _lengths[0] + _lengths[1] + _lengths[2] + _lengths[3];

    public int this[int segment] => _lengths[segment];

    public static FramePreamble Of(in Frame frame)
    {
        var preamble = new FramePreamble { Tag = frame.Tag, SegmentCount = frame.SegmentCount };
        for (var i = 0; i < Frame.SegmentLimit; i++)
        {
            preamble._lengths[i] = frame.Segment(i).Length;
        }

        return preamble;
    }

    public static FramePreamble Decode(ReadOnlySpan<byte> bytes, FrameLimits limits)
    {
        var reader = new WireReader(bytes);
        var preamble = new FramePreamble { Tag = (FrameTag)reader.ReadByte(), SegmentCount = reader.ReadByte() };
        long total = 0;
        for (var i = 0; i < Frame.SegmentLimit; i++)
        {
            var length = reader.ReadUInt32();
            reader.ReadUInt16(); // Alignment: a hint for whoever allocates pages.
            if (i < preamble.SegmentCount)
            {
                total += length;
                preamble._lengths[i] = (int)Math.Min(length, int.MaxValue);
            }
        }

        var flags = reader.ReadByte();
        reader.ReadByte();
        if (reader.ReadUInt32() != Crc32C.Append(Crc32C.PreambleSeed, bytes[..CheckedSize]))
        {
            throw new WireFormatException("the checksum of a frame's preamble is wrong", CheckedSize);
        }

        preamble.Check(flags, total, limits);
        return preamble;
    }

    public void Encode(Span<byte> destination)
    {
        var writer = new SpanWriter(destination);
        writer.WriteByte((byte)Tag);
        writer.WriteByte((byte)SegmentCount);
        for (var i = 0; i < Frame.SegmentLimit; i++)
        {
            writer.WriteUInt32(i < SegmentCount ? (uint)_lengths[i] : 0);
            writer.WriteUInt16(i >= SegmentCount ? (ushort)0 : i < 3 ? WordAlignment : PageAlignment);
        }

        writer.WriteUInt16(0);
        writer.WriteUInt32(Crc32C.Append(Crc32C.PreambleSeed, destination[..CheckedSize]));
    }

    private readonly void Check(byte flags, long total, FrameLimits limits)
    {
        if (Tag is FrameTag.None or > FrameTag.CompressionDone)
        {
            throw new WireFormatException($"a frame of the unknown kind {(byte)Tag}", 0);
        }

        if (SegmentCount is < 1 or > Frame.SegmentLimit || (SegmentCount > 1 && Tag != FrameTag.Message))
        {
            throw new WireFormatException($"a frame of kind {Tag} with {SegmentCount} segments", 1);
        }

        if ((flags & Compressed) != 0)
        {
            throw new WireFormatException("a compressed frame, which we have not agreed to", CheckedSize - 2);
        }

        if (total > limits.Frame)
        {
            throw new WireFormatException($"a frame of kind {Tag} with {total} bytes; the limit here is {limits.Frame}", 2);
        }
    }

    [InlineArray(Frame.SegmentLimit)]
    private struct SegmentLengths
    {
        private int _first;
    }
}
