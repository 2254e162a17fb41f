using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Tests.Maps.Crush;

public sealed class PgMapperTests
{
    /// <summary>A map with an erasure-coded pool, an upmap, temporary assignments, affinities and an OSD that is down.</summary>
    [Fact]
    public void Every_group_of_a_real_map_lies_where_osdmaptool_says()
    {
        var mapper = new PgMapper(Vectors.Read<OsdMap>(Vectors.Bytes("enc/OSDMap.full.bin")));
        var lines = Vectors.Text("crush/OSDMap.full.pgs.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        foreach (var line in lines)
        {
            var id = line[..line.IndexOf(' ', StringComparison.Ordinal)];
            Assert.True(PgId.TryParse(id, out var pg));
            var placement = mapper.Map(pg);
            Assert.EndsWith(
                $" up ({Text(placement.Up)}, p{placement.UpPrimary}) acting ({Text(placement.Acting)}, p{placement.ActingPrimary})",
                line,
                StringComparison.Ordinal);
        }

        Assert.Equal(237, lines.Length);
    }

    [Fact]
    public void A_group_that_no_pool_has_lies_nowhere()
    {
        var mapper = new PgMapper(Vectors.Read<OsdMap>(Vectors.Bytes("enc/OSDMap.full.bin")));

        Assert.Equal(PgPlacement.None, mapper.Map(new PgId(99, 0)));
        Assert.Equal(PgPlacement.None, mapper.Map(new PgId(2, 8)));
    }

    [Fact]
    public void Groups_split_when_their_number_grows_and_none_mixes_with_another()
    {
        for (var number = 0u; number < 100; number++)
        {
            Assert.Equal(PgMapper.StableModulo(number, 12) % 8, PgMapper.StableModulo(number, 8));
        }
    }

    private static string Text(IReadOnlyList<int> osds) => $"[{string.Join(',', osds)}]";
}
