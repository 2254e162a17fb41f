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
}
