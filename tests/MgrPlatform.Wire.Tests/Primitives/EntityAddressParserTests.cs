using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Tests.Primitives;

public sealed class EntityAddressParserTests
{
    [Theory]
    [InlineData("v2:127.0.0.1:3300/0")]
    [InlineData("v1:127.0.0.1:6789/12")]
    [InlineData("127.0.0.1:0/12345")]
    [InlineData("v2:[::1]:6800/123")]
    [InlineData("cidr:10.9.0.0:0/16")]
    [InlineData("-")]
    public void What_Ceph_prints_comes_back(string text)
    {
        Assert.True(EntityAddressParser.TryParse(text, EntityAddressType.Any, out EntityAddress? address));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("10.0.0.1", "v2:10.0.0.1:0/0")]
    [InlineData(" 10.0.0.1:3300 ", "v2:10.0.0.1:3300/0")]
    [InlineData("[fe80::1]", "v2:[fe80::1]:0/0")]
    [InlineData("[fe80::1]:3300", "v2:[fe80::1]:3300/0")]
    [InlineData("[v2:10.0.0.1:3300,v1:10.0.0.1:6789]", "[v2:10.0.0.1:3300/0,v1:10.0.0.1:6789/0]")]
    [InlineData("[v2:[::1]:3300/5,v1:[::1]:6789]", "[v2:[::1]:3300/5,v1:[::1]:6789/0]")]
    public void What_operators_write_is_understood(string text, string expected)
    {
        Assert.True(EntityAddressParser.TryParse(text, EntityAddressType.Msgr2, out EntityAddressVector? addresses));
        Assert.Equal(expected, addresses.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("v2:")]
    [InlineData("node1")]
    [InlineData("node1:3300")]
    [InlineData("10.1")]
    [InlineData("127")]
    [InlineData("10.0.0.1:99999")]
    [InlineData("10.0.0.1:3300/x")]
    [InlineData("[v2:10.0.0.1:3300,")]
    [InlineData("v2:10.0.0.1:3300,v1:10.0.0.1:6789")]
    public void What_is_no_address_is_refused(string text) =>
        Assert.False(EntityAddressParser.TryParse(text, EntityAddressType.Msgr2, out EntityAddressVector? _));
}
