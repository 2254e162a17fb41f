using System.Buffers;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Tests.Frames;

public sealed class FrameTranscriptTests
{
    public static TheoryData<string> Names => Transcript.TheoryData;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_captured_frame_is_read_and_written_back_as_the_same_bytes(string name)
    {
        using var transcript = Transcript.Load(name);

        foreach (var sent in new[] { true, false })
        {
            using var readCipher = CipherFor(transcript, sent);
            using var writeCipher = CipherFor(transcript, sent);
            var decoder = new FrameDecoder(FrameLimits.Session);
            var encoder = new FrameEncoder();
            foreach (var captured in transcript.Frames.Where(frame => frame.Sent == sent))
            {
                if (captured.Secure)
                {
                    decoder.UseCipher(readCipher!);
                    encoder.UseCipher(writeCipher!);
                }

                var input = new ReadOnlySequence<byte>(captured.Raw);
                Assert.True(decoder.TryRead(ref input, out var frame));
                Assert.True(input.IsEmpty);
                Assert.Equal(captured.Tag, frame.Tag);
                for (var i = 0; i < Frame.SegmentLimit; i++)
                {
                    Assert.Equal(captured.Frame.Segment(i).Span, frame.Segment(i).Span);
                }

                var output = new ArrayBufferWriter<byte>();
                encoder.Write(output, frame);
                Assert.Equal(captured.Raw, output.WrittenSpan);
            }
        }
    }

    [Theory]
    [InlineData("16_mon_crc")]
    [InlineData("16_mon_secure")]
    public void Frames_cut_at_every_byte_are_read_when_the_rest_arrives(string name)
    {
        using var transcript = Transcript.Load(name);
        var captured = transcript.Frames.Where(frame => !frame.Sent).ToArray();
        var stream = captured.SelectMany(frame => frame.Raw).ToArray();

        for (var chunk = 1; chunk < 120; chunk++)
        {
            using var cipher = CipherFor(transcript, sent: false);
            var decoder = new FrameDecoder(FrameLimits.Session);
            var held = Array.Empty<byte>();
            var read = new List<FrameTag>();
            for (var at = 0; at < stream.Length; at += chunk)
            {
                var input = new ReadOnlySequence<byte>([.. held, .. stream.AsSpan(at, Math.Min(chunk, stream.Length - at))]);
                while (true)
                {
                    if (captured.ElementAtOrDefault(read.Count) is { Secure: true })
                    {
                        decoder.UseCipher(cipher!);
                    }

                    if (!decoder.TryRead(ref input, out var frame))
                    {
                        break;
                    }

                    read.Add(frame.Tag);
                }

                Assert.True(input.Length < decoder.Needed);
                held = input.ToArray();
            }

            Assert.Equal(captured.Select(frame => frame.Tag), read);
        }
    }

    /// <summary>The cipher of one direction; a client sends with the nonce in the last third of the secret's used part.</summary>
    private static FrameCipher? CipherFor(Transcript transcript, bool sent)
    {
        var secret = transcript.ConnectionSecret;
        if (secret.Length == 0)
        {
            return null;
        }

        var clientToServer = sent != transcript.WeAreServer;
        return new FrameCipher(secret.AsSpan(0, 16), secret.AsSpan(clientToServer ? 28 : 16, 12));
    }
}
