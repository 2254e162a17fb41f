using System.Net;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Tests.Primitives;

public sealed class EntityAddressTests
{
    [Theory]
    [InlineData("0101011C000000020000000000000010000000" + "0200B8967F0000010000000000000000", "v2:127.0.0.1:47254/0")]
    [InlineData("0101011C000000030000003A30000010000000" + "020000007F0000010000000000000000", "127.0.0.1:0/12346")]
    [InlineData(
        "010101280000000200000007000000" + "1C000000" + "0A001A900000000000000000000000000000000000000001" + "00000000",
        "v2:[::1]:6800/7")]
    [InlineData("010101280000000000000000000000" + "1C000000" + "00000000000000000000000000000000000000000000000000000000", "-")]
    public void An_address_prints_as_in_Ceph_and_is_written_back_as_the_same_bytes(string hex, string text)
    {
        var reader = new WireReader(Convert.FromHexString(hex));

        var address = reader.Read<EntityAddress>();

        Assert.True(reader.AtEnd);
        Assert.Equal(text, address.ToString());
        Assert.Equal(hex, Convert.ToHexString(WireWriter.Encode(address)));
    }

    [Fact]
    public void The_layout_from_before_Kraken_is_read_too()
    {
        var writer = new WireWriter();
        writer.WriteZeros(4);
        writer.WriteUInt32(99);
        writer.WriteBytes([0, 2, 0x1a, 0x85, 10, 1, 2, 3]);
        writer.WriteZeros(120);

        var address = new WireReader(writer.Written).Read<EntityAddressVector>().Addresses[0];

        Assert.Equal(new EntityAddress(EntityAddressType.Legacy, 99, new IPEndPoint(IPAddress.Parse("10.1.2.3"), 6789)), address);
    }

    [Fact]
    public void A_family_that_is_no_IP_address_is_refused()
    {
        var bytes = Convert.FromHexString("0101011C000000020000000000000010000000" + "0300B8967F0000010000000000000000");

        Assert.Throws<WireFormatException>(() => new WireReader(bytes).Read<EntityAddress>());
    }
}
