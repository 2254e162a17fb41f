using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Tests.Frames;

public sealed class Crc32CTests
{
    [Fact]
    public void The_well_known_check_value_comes_out_after_inversion() =>
        Assert.Equal(0xE3069283, ~Crc32C.Append(Crc32C.SegmentSeed, "123456789"u8));

    [Fact]
    public void No_bytes_leave_the_seed() => Assert.Equal(Crc32C.SegmentSeed, Crc32C.Append(Crc32C.SegmentSeed, []));

    [Fact]
    public void Pieces_give_the_same_as_the_whole()
    {
        var bytes = new byte[100];
        new Random(1).NextBytes(bytes);
        var whole = Crc32C.Append(0, bytes);

        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(whole, Crc32C.Append(Crc32C.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        }
    }

    [Fact]
    public void Every_length_gives_what_one_bit_after_the_other_gives()
    {
        var bytes = new byte[20_000];
        new Random(2).NextBytes(bytes);
        var expected = 0x12345678u;
        var done = 0;

        // All lengths up to two short rounds of three lanes, then some that need long rounds too.
        foreach (var length in Enumerable.Range(0, 1700).Concat([6143, 6144, 6145, 6912, 12288, 13000, 20_000]))
        {
            while (done < length)
            {
                expected = AppendBitwise(expected, bytes[done++]);
            }

            Assert.Equal(expected, Crc32C.Append(0x12345678u, bytes.AsSpan(0, length)));
        }
    }

    private static uint AppendBitwise(uint crc, byte value)
    {
        crc ^= value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return crc;
    }
}
