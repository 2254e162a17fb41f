using System.Runtime.InteropServices;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Tests.Handshake;

/// <summary>The payloads that no captured connection holds.</summary>
public sealed class SessionPayloadTests
{
    private static readonly EntityAddress Address =
        new(EntityAddressType.Msgr2, 7, System.Net.IPEndPoint.Parse("127.0.0.1:6800"));

    [Fact]
    public void A_reconnect_carries_its_six_fields_in_the_order_of_the_protocol()
    {
        var reconnect = new SessionReconnect(new EntityAddressVector([Address]), 1, 2, 3, 4, 5);

        var bytes = WireWriter.Encode(reconnect);

        Assert.Equal<ulong>([1, 2, 3, 4, 5], MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan(^40..)).ToArray());
        Assert.Equal(reconnect, reconnect.ToFrame().Payload<SessionReconnect>());
    }

    [Fact]
    public void The_answers_to_a_reconnect_come_back()
    {
        Assert.Equal(new SessionReset(Full: true), new SessionReset(Full: true).ToFrame().Payload<SessionReset>());
        Assert.Equal(new SessionRetry(9), new SessionRetry(9).ToFrame().Payload<SessionRetry>());
        Assert.Equal(new SessionRetryGlobal(10), new SessionRetryGlobal(10).ToFrame().Payload<SessionRetryGlobal>());
        Assert.Equal(new SessionReconnectOk(11), new SessionReconnectOk(11).ToFrame().Payload<SessionReconnectOk>());
        var missing = new IdentMissingFeatures(Features.CephxV2);
        Assert.Equal(missing, missing.ToFrame().Payload<IdentMissingFeatures>());
        Assert.Equal(0, new Wait().ToFrame().Head.Length);
    }

    [Fact]
    public void Compression_is_asked_for_and_refused_in_the_bytes_that_20_2_4_sent()
    {
        Assert.Equal("0000000000", Convert.ToHexString(WireWriter.Encode(new CompressionRequest(false, []))));
        Assert.Equal("010100000001000000", Convert.ToHexString(WireWriter.Encode(new CompressionRequest(true, [1]))));
        Assert.Equal("0000000000", Convert.ToHexString(WireWriter.Encode(new CompressionDone(false, 0))));
    }

    [Fact]
    public void A_payload_of_another_kind_is_refused()
    {
        var frame = new Ack(1).ToFrame();

        Assert.Throws<WireFormatException>(() => frame.Payload<SessionRetry>());
    }

    [Fact]
    public void A_frame_without_a_payload_passes_through_both_codecs()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        new FrameEncoder().Write(output, new Wait().ToFrame());
        var input = new System.Buffers.ReadOnlySequence<byte>(output.WrittenMemory);

        Assert.True(new FrameDecoder(FrameLimits.Handshake).TryRead(ref input, out var frame));

        Assert.Equal(32, output.WrittenCount);
        Assert.Equal(FrameTag.Wait, frame.Tag);
    }
}
