using Xunit.Sdk;

namespace MgrPlatform.Wire.Tests.Fuzzing;

/// <summary>The harness finds what it is there to find.</summary>
public sealed class WireFuzzTests
{
    private static readonly byte[] Vector = [4, 0, 0, 0, 1, 2, 3, 4];

    [Fact]
    public void A_decoder_that_checks_its_lengths_passes() =>
        WireFuzz.Check("careful", Vector, static (ref r) => r.ReadBlob());

    [Fact]
    public void A_decoder_that_trusts_a_length_is_found_by_its_exception() =>
        Assert.ThrowsAny<XunitException>(() => WireFuzz.Check("index", Vector, static bytes => _ = bytes[4 + bytes[0] - 1]));

    [Fact]
    public void A_decoder_that_trusts_a_length_is_found_by_what_it_allocates() =>
        Assert.ThrowsAny<XunitException>(() => WireFuzz.Check("memory", Vector, static bytes =>
        {
            var length = bytes.Length < 4 ? 0 : BitConverter.ToInt32(bytes) & 0xff_ffff;
            GC.KeepAlive(new byte[length]);
        }));

    [Fact]
    public void A_slow_decoder_is_found() =>
        Assert.ThrowsAny<XunitException>(() => WireFuzz.Check("time", Vector, static bytes =>
        {
            if (bytes.Length == 7)
            {
                var until = Environment.TickCount64 + 80;
                while (Environment.TickCount64 < until)
                {
                }
            }
        }));
}
