using System.Buffers;
using System.Runtime.InteropServices;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Tests.Frames;

public sealed class FrameMemoryTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 16).Select(static i => (byte)i)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Memory_that_is_given_back_holds_the_next_frame(bool secure)
    {
        var fronts = Read(secure, returnEach: true, 5000, 6000);

        Assert.Same(ArrayOf(fronts[0]), ArrayOf(fronts[1]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_frame_that_is_not_given_back_stays_as_it_is(bool secure)
    {
        var fronts = Read(secure, returnEach: false, 5000, 6000, 7000);

        for (var i = 0; i < fronts.Count; i++)
        {
            Assert.Equal(5000 + (1000 * i), fronts[i].Length);
            Assert.False(fronts[i].Span.ContainsAnyExcept((byte)(i + 1)));
        }
    }

    [Fact]
    public void What_was_not_borrowed_is_not_taken_back()
    {
        FrameMemory.Return(default);
        FrameMemory.Return(new byte[10]);
        FrameMemory.Return(new byte[5000]);
        FrameMemory.Return(new byte[1 << 20]);
    }

    private static List<ReadOnlyMemory<byte>> Read(bool secure, bool returnEach, params int[] lengths)
    {
        using var writeCipher = new FrameCipher(Key, new byte[12]);
        using var readCipher = new FrameCipher(Key, new byte[12]);
        var (encoder, decoder) = (new FrameEncoder(), new FrameDecoder(FrameLimits.Session));
        if (secure)
        {
            encoder.UseCipher(writeCipher);
            decoder.UseCipher(readCipher);
        }

        var output = new ArrayBufferWriter<byte>();
        foreach (var (index, length) in lengths.Index())
        {
            var front = new byte[length];
            Array.Fill(front, (byte)(index + 1));
            encoder.Write(output, new Frame(FrameTag.Message, new byte[41], front));
        }

        var input = new ReadOnlySequence<byte>(output.WrittenMemory);
        List<ReadOnlyMemory<byte>> fronts = [];
        while (decoder.TryRead(ref input, out var frame))
        {
            fronts.Add(frame.Front);
            if (returnEach)
            {
                FrameMemory.Return(frame.Front);
            }
        }

        return fronts;
    }

    private static byte[]? ArrayOf(ReadOnlyMemory<byte> memory) => MemoryMarshal.TryGetArray(memory, out var part) ? part.Array : null;
}
