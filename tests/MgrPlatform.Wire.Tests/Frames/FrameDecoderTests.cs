using System.Buffers;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Tests.Fuzzing;

namespace MgrPlatform.Wire.Tests.Frames;

public sealed class FrameDecoderTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    [Fact]
    public void A_frame_over_the_limit_is_refused_on_its_preamble_alone()
    {
        var preamble = Written(new Frame(FrameTag.AuthRequest, new byte[65 * 1024]))[..FramePreamble.Size];

        var error = Assert.Throws<WireFormatException>(() => Read(preamble, FrameLimits.Handshake));

        Assert.Contains("the limit here is 65536", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Segment_lengths_that_overflow_an_integer_are_refused()
    {
        var preamble = Written(new Frame(FrameTag.Message, new byte[41], new byte[1], new byte[1], new byte[1]))[..FramePreamble.Size];
        for (var segment = 0; segment < Frame.SegmentLimit; segment++)
        {
            preamble.AsSpan(2 + (segment * 6), 4).Fill(0xff);
        }

        BitConverter.TryWriteBytes(preamble.AsSpan(28), Crc32C.Append(0, preamble.AsSpan(0, 28)));

        Assert.Throws<WireFormatException>(() => Read(preamble, FrameLimits.Session));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(23, 1)]
    [InlineData(17, 0)]
    [InlineData(17, 5)]
    [InlineData(18, 2)]
    public void A_preamble_with_an_unknown_kind_or_a_wrong_count_is_refused(byte tag, byte segments)
    {
        var preamble = Written(new Frame(FrameTag.Message, new byte[41]))[..FramePreamble.Size];
        preamble[0] = tag;
        preamble[1] = segments;
        BitConverter.TryWriteBytes(preamble.AsSpan(28), Crc32C.Append(0, preamble.AsSpan(0, 28)));

        Assert.Throws<WireFormatException>(() => Read(preamble, FrameLimits.Session));
    }

    [Fact]
    public void Any_flipped_bit_of_a_frame_is_noticed()
    {
        var bytes = Written(new Frame(FrameTag.Message, new byte[41], "front"u8.ToArray(), default, "data"u8.ToArray()));

        // All but the high half of the late status, which has no meaning and no checksum.
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var damaged = bytes.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var lateStatus = FramePreamble.Size + 41 + 4 + 9;
            if (bit / 8 == lateStatus && bit % 8 >= 4)
            {
                continue;
            }

            Assert.True(Refused(damaged), $"bit {bit} may be flipped");
        }
    }

    [Fact]
    public void A_frame_that_its_sender_gave_up_is_passed_over()
    {
        var aborted = Written(new Frame(FrameTag.Message, new byte[41], "front"u8.ToArray()));
        aborted[^13] = 0x01;
        byte[] bytes = [.. aborted, .. Written(new Frame(FrameTag.Ack, new byte[8]))];

        Assert.Equal(FrameTag.Ack, Read(bytes, FrameLimits.Session)!.Value.Tag);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(41, 0, 0, 0)]
    [InlineData(41, 1, 0, 0)]
    [InlineData(41, 16, 17, 15)]
    [InlineData(41, 0, 0, 100_000)]
    [InlineData(48, 0, 3, 0)]
    [InlineData(49, 0, 0, 0)]
    [InlineData(64, 5, 0, 0)]
    [InlineData(65, 0, 0, 1)]
    public void Segments_of_every_shape_come_back_in_both_modes(int head, int front, int middle, int data)
    {
        var random = new Random(head);
        var frame = new Frame(FrameTag.Message, Bytes(head), Bytes(front), Bytes(middle), Bytes(data));

        foreach (var secure in new[] { false, true })
        {
            using var writeCipher = new FrameCipher(Key, new byte[12]);
            using var readCipher = new FrameCipher(Key, new byte[12]);
            var encoder = new FrameEncoder();
            var decoder = new FrameDecoder(FrameLimits.Session);
            if (secure)
            {
                encoder.UseCipher(writeCipher);
                decoder.UseCipher(readCipher);
            }

            var output = new ArrayBufferWriter<byte>();
            encoder.Write(output, frame);
            encoder.Write(output, frame);
            var input = new ReadOnlySequence<byte>(output.WrittenMemory);
            for (var i = 0; i < 2; i++)
            {
                Assert.True(decoder.TryRead(ref input, out var read));
                for (var segment = 0; segment < Frame.SegmentLimit; segment++)
                {
                    Assert.Equal(frame.Segment(segment).Span, read.Segment(segment).Span);
                }
            }

            Assert.True(input.IsEmpty);
        }

        byte[] Bytes(int length)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            return bytes;
        }
    }

    [Fact]
    public void A_secure_frame_that_was_changed_is_refused()
    {
        using var writeCipher = new FrameCipher(Key, new byte[12]);
        var encoder = new FrameEncoder();
        encoder.UseCipher(writeCipher);
        var output = new ArrayBufferWriter<byte>();
        encoder.Write(output, new Frame(FrameTag.Message, new byte[60], new byte[20]));

        for (var at = 0; at < output.WrittenCount; at++)
        {
            var bytes = output.WrittenSpan.ToArray();
            bytes[at] ^= 1;
            using var readCipher = new FrameCipher(Key, new byte[12]);
            var decoder = new FrameDecoder(FrameLimits.Session);
            decoder.UseCipher(readCipher);
            Assert.Throws<WireFormatException>(() =>
            {
                var input = new ReadOnlySequence<byte>(bytes);
                decoder.TryRead(ref input, out _);
            });
        }
    }

    [Fact]
    public void Damaged_frames_are_values_or_format_errors()
    {
        var bytes = Written(new Frame(FrameTag.Message, new byte[41], "front"u8.ToArray(), "middle"u8.ToArray(), new byte[200]));

        WireFuzz.Check("frame", bytes, damaged => Read(damaged, FrameLimits.Session));
    }

    [Fact]
    public void The_counter_of_a_cipher_goes_on_at_zero_after_its_last_value()
    {
        byte[] nonce = [1, 2, 3, 4, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        using var writer = new FrameCipher(Key, nonce);
        using var reader = new FrameCipher(Key, nonce);

        for (var i = 0; i < 3; i++)
        {
            var chunk = new byte[32];
            writer.Encrypt(chunk);
            Assert.True(reader.TryDecrypt(chunk));
        }
    }

    private static byte[] Written(Frame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        new FrameEncoder().Write(output, frame);
        return output.WrittenSpan.ToArray();
    }

    private static Frame? Read(byte[] bytes, FrameLimits limits)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        return new FrameDecoder(limits).TryRead(ref input, out var frame) ? frame : null;
    }

    private static bool Refused(byte[] bytes)
    {
        try
        {
            return Read(bytes, FrameLimits.Session) is null;
        }
        catch (WireFormatException)
        {
            return true;
        }
    }
}
