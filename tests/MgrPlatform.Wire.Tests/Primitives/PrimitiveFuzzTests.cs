using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Tests.Fuzzing;

namespace MgrPlatform.Wire.Tests.Primitives;

public sealed class PrimitiveFuzzTests
{
    [Fact]
    public void Damaged_addresses_are_values_or_format_errors()
    {
        var addresses = Convert.FromHexString(
            "0203000000"
            + "0101011C0000000200000000000000100000000200B8967F0000010000000000000000"
            + "0101012800000002000000070000001C0000000A001A90000000000000000000000000000000000000000100000000"
            + "0101012800000000000000000000001C00000000000000000000000000000000000000000000000000000000000000");

        WireFuzz.Check("addresses", addresses, static (ref r) => r.Read<EntityAddressVector>());
    }

    [Fact]
    public void Damaged_nested_collections_are_values_or_format_errors()
    {
        var codec = Codecs.Map(Codecs.String, Codecs.List(Codecs.Pair(Codecs.Int32, Codecs.Blob)));
        var writer = new WireWriter();
        codec.Write(
            writer,
            new OrderedDictionary<string, (int, byte[])[]>
            {
                ["one"] = [(1, [1, 2, 3]), (2, [])],
                ["two"] = [],
            });

        WireFuzz.Check("map", writer.ToArray(), codec.Read);
    }
}
