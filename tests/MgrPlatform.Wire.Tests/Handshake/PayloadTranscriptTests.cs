using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Tests.Fuzzing;

namespace MgrPlatform.Wire.Tests.Handshake;

public sealed class PayloadTranscriptTests
{
    public static TheoryData<string> Names => Transcript.TheoryData;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_captured_payload_is_read_to_its_end_and_written_back_as_the_same_bytes(string name)
    {
        using var transcript = Transcript.Load(name);

        foreach (var captured in transcript.Frames)
        {
            var payload = captured.Segments[0];
            Assert.Equal(Convert.ToHexString(payload), Convert.ToHexString(Reencode(captured.Tag, payload, toTheEnd: true)));
        }
    }

    [Fact]
    public void Damaged_payloads_are_values_or_format_errors()
    {
        var samples = Transcript.Names.SelectMany(name =>
        {
            using var transcript = Transcript.Load(name);
            return transcript.Frames;
        });

        foreach (var sample in samples.DistinctBy(frame => (frame.Tag, frame.Segments[0].Length)))
        {
            WireFuzz.Check(sample.Tag.ToString(), sample.Segments[0], bytes => Reencode(sample.Tag, bytes, toTheEnd: false));
        }
    }

    private static byte[] Reencode(FrameTag tag, byte[] payload, bool toTheEnd) => tag switch
    {
        FrameTag.Hello => Reencode<Hello>(payload, toTheEnd),
        FrameTag.AuthRequest => Reencode<AuthRequest>(payload, toTheEnd),
        FrameTag.AuthBadMethod => Reencode<AuthBadMethod>(payload, toTheEnd),
        FrameTag.AuthReplyMore => Reencode<AuthReplyMore>(payload, toTheEnd),
        FrameTag.AuthRequestMore => Reencode<AuthRequestMore>(payload, toTheEnd),
        FrameTag.AuthDone => Reencode<AuthDone>(payload, toTheEnd),
        FrameTag.AuthSignature => Reencode<AuthSignature>(payload, toTheEnd),
        FrameTag.ClientIdent => Reencode<ClientIdent>(payload, toTheEnd),
        FrameTag.ServerIdent => Reencode<ServerIdent>(payload, toTheEnd),
        FrameTag.Keepalive2 => Reencode<Keepalive2>(payload, toTheEnd),
        FrameTag.Keepalive2Ack => Reencode<Keepalive2Ack>(payload, toTheEnd),
        FrameTag.Ack => Reencode<Ack>(payload, toTheEnd),
        FrameTag.Message => Reencode<MessageHeader>(payload, toTheEnd),
        _ => throw new NotSupportedException($"no test for {tag}"),
    };

    private static byte[] Reencode<T>(byte[] payload, bool toTheEnd)
        where T : IWireType<T>
    {
        var reader = new WireReader(payload);
        var value = reader.Read<T>();
        if (!toTheEnd)
        {
            return [];
        }

        Assert.True(reader.AtEnd);
        return WireWriter.Encode(value);
    }
}
