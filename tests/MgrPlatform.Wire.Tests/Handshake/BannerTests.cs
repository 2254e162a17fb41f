using System.Buffers;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Wire.Tests.Handshake;

public sealed class BannerTests
{
    public static TheoryData<string> Names => Transcript.TheoryData;

    [Theory]
    [MemberData(nameof(Names))]
    public void Captured_banners_are_read_and_ours_is_the_captured_one(string name)
    {
        using var transcript = Transcript.Load(name);
        var input = new ReadOnlySequence<byte>(transcript.ReceivedBanner);

        Assert.True(Banner.TryRead(ref input, out var banner));

        Assert.True(input.IsEmpty);
        Assert.True(banner!.Supported.HasFlag(ProtocolFeatures.Revision1));
        var output = new ArrayBufferWriter<byte>();
        Banner.Ours.Write(output);
        Assert.Equal(transcript.SentBanner, output.WrittenSpan);
    }

    [Fact]
    public void A_banner_cut_at_any_byte_waits_for_the_rest()
    {
        var output = new ArrayBufferWriter<byte>();
        Banner.Ours.Write(output);

        for (var length = 0; length < Banner.Size; length++)
        {
            var input = new ReadOnlySequence<byte>(output.WrittenMemory[..length]);
            Assert.False(Banner.TryRead(ref input, out _));
            Assert.Equal(length, input.Length);
        }
    }

    [Theory]
    [InlineData("ceph v027")]
    [InlineData("H")]
    [InlineData("ceph v2\n\u0001\u0000")]
    [InlineData("ceph v2\n\u007f\u007f")]
    public void What_is_no_banner_is_refused_at_the_first_byte_that_differs(string text)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(text);

        Assert.Throws<WireFormatException>(() =>
        {
            var input = new ReadOnlySequence<byte>(bytes);
            Banner.TryRead(ref input, out _);
        });
    }
}
