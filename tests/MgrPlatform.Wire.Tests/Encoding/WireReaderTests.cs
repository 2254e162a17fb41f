using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Tests.Encoding;

public sealed class WireReaderTests
{
    [Fact]
    public void A_length_past_the_end_is_refused_before_anything_is_allocated()
    {
        byte[] bytes = [0xff, 0xff, 0xff, 0x7f, 1, 2, 3];

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<WireFormatException>(() => new WireReader(bytes).ReadBlob());

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Equal(4, error.Position);
    }

    [Fact]
    public void A_count_is_checked_against_the_smallest_size_of_its_elements()
    {
        var writer = new WireWriter();
        writer.WriteUInt32(3);
        writer.WriteZeros(8 + 8 + 7);

        Assert.Throws<WireFormatException>(() =>
        {
            var reader = new WireReader(writer.Written);
            return reader.ReadList(Codecs.UInt64);
        });
    }

    [Fact]
    public void EndStruct_skips_fields_a_newer_peer_appended()
    {
        var writer = new WireWriter();
        var scope = writer.BeginStruct(9, 1);
        writer.WriteUInt32(7);
        writer.WriteUInt32(0xDEAD);
        writer.EndStruct(scope);
        writer.WriteByte(42);

        var reader = new WireReader(writer.Written);
        var opened = reader.BeginStruct(1);
        var value = reader.ReadUInt32();
        reader.EndStruct(opened);

        Assert.Equal(9, opened.Version);
        Assert.Equal(7u, value);
        Assert.Equal(42, reader.ReadByte());
        Assert.True(reader.AtEnd);
    }

    [Fact]
    public void A_structure_that_needs_a_newer_reader_is_refused()
    {
        var writer = new WireWriter();
        writer.EndStruct(writer.BeginStruct(9, 8));

        var error = Assert.Throws<WireFormatException>(() => new WireReader(writer.Written).BeginStruct(7));

        Assert.Contains("needs a reader of version 8, we are 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_read_past_the_end_of_the_open_structure()
    {
        var writer = new WireWriter();
        writer.EndStruct(writer.BeginStruct(1, 1));
        writer.WriteUInt32(7);

        Assert.Throws<WireFormatException>(() =>
        {
            var reader = new WireReader(writer.Written);
            reader.BeginStruct(1);
            reader.ReadUInt32();
        });
    }

    [Fact]
    public void Structures_deeper_than_the_limit_are_refused()
    {
        var writer = new WireWriter();
        for (var depth = 0; depth <= WireReader.DepthLimit; depth++)
        {
            writer.WriteByte(1);
            writer.WriteByte(1);
            writer.WriteUInt32((uint)((WireReader.DepthLimit - depth) * 6));
        }

        Assert.Throws<WireFormatException>(() =>
        {
            var reader = new WireReader(writer.Written);
            for (var depth = 0; depth <= WireReader.DepthLimit; depth++)
            {
                reader.BeginStruct(1);
            }
        });
    }

    [Fact]
    public void A_map_keeps_its_order_and_the_last_of_two_values()
    {
        var writer = new WireWriter();
        writer.WriteUInt32(3);
        foreach (var (key, value) in new[] { ("b", 1u), ("a", 2u), ("b", 3u) })
        {
            writer.WriteString(key);
            writer.WriteUInt32(value);
        }

        var reader = new WireReader(writer.Written);
        var map = reader.ReadMap(Codecs.String, Codecs.UInt32);

        Assert.Equal([new("b", 3u), new("a", 2u)], map);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(127UL)]
    [InlineData(128UL)]
    [InlineData(510UL)]
    [InlineData(ulong.MaxValue)]
    public void A_variable_length_number_comes_back(ulong value)
    {
        var writer = new WireWriter();
        writer.WriteVarUInt64(value);

        var reader = new WireReader(writer.Written);

        Assert.Equal(value, reader.ReadVarUInt64());
        Assert.True(reader.AtEnd);
    }

    [Fact]
    public void A_variable_length_number_of_more_than_64_bits_is_refused()
    {
        byte[] bytes = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02];

        Assert.Throws<WireFormatException>(() => new WireReader(bytes).ReadVarUInt64());
    }

    [Fact]
    public void A_uuid_is_written_in_the_order_of_its_text()
    {
        var writer = new WireWriter();
        writer.WriteUuid(Guid.Parse("85322574-fceb-43da-8658-c9bab51b9b5e"));

        Assert.Equal("85322574FCEB43DA8658C9BAB51B9B5E", Convert.ToHexString(writer.Written));
        Assert.Equal("85322574-fceb-43da-8658-c9bab51b9b5e", new WireReader(writer.Written).ReadUuid().ToString());
    }
}
