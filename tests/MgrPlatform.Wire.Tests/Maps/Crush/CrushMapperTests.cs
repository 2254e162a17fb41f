using System.Globalization;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Crush;

namespace MgrPlatform.Wire.Tests.Maps.Crush;

public sealed class CrushMapperTests
{
    private const long CrushToolsChooseArgs = 0;

    public static TheoryData<string> Maps => [.. Vectors.Names("crush", "*.bin")];

    [Theory]
    [MemberData(nameof(Maps))]
    public void Numbers_lead_to_the_devices_that_crushtool_names(string file)
    {
        var map = Vectors.Read<CrushMap>(Vectors.Bytes(file));
        var mapper = new CrushMapper(map);
        var weights = WeightsOf(map);
        var lines = Vectors.Text(Path.ChangeExtension(file, ".txt")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        foreach (var line in lines)
        {
            var words = line.Split(' ');
            var devices = mapper.Map(Number(words[0]), (uint)Number(words[2]), Number(words[1]), weights, CrushToolsChooseArgs);
            Assert.Equal($"{words[0]} {words[1]} {words[2]} [{string.Join(',', devices)}]", line);
        }

        Assert.NotEmpty(lines);
    }

    [Fact]
    public void Buckets_in_a_circle_are_refused()
    {
        var map = new CrushMap
        {
            MaxDevices = 1,
            Buckets =
            [
                new CrushBucket(-1, 2, CrushAlgorithm.Straw2, 0, 0x10000, [-2], [0x10000], []),
                new CrushBucket(-2, 1, CrushAlgorithm.Straw2, 0, 0x10000, [-1], [0x10000], []),
            ],
        };

        Assert.Throws<WireFormatException>(() => new CrushMapper(map));
    }

    [Fact]
    public void A_rule_that_is_not_there_places_nothing()
    {
        var mapper = new CrushMapper(new CrushMap());

        Assert.Equal(-1, mapper.FindRule(0, 1, 3));
        Assert.Empty(mapper.Map(0, 1, 3, [], CrushToolsChooseArgs));
    }

    // As the README of the vectors says.
    private static uint[] WeightsOf(CrushMap map)
    {
        var weights = Enumerable.Repeat(0x10000u, map.MaxDevices).ToArray();
        weights[3] = 0;
        weights[5] = (uint)(0.3f * 0x10000);
        weights[10] = (uint)(0.7f * 0x10000);
        weights[19] = (uint)(0.5f * 0x10000);
        return weights;
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
