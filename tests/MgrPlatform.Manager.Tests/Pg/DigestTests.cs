using MgrPlatform.Manager.Pg.Digest;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Pg;

public sealed class DigestTests
{
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(60);

    [Theory]
    [MemberData(nameof(PgScene.Names), MemberType = typeof(PgScene))]
    public void A_digest_passes_the_guard_for_every_release(string sceneName)
    {
        var scene = PgScene.Load(sceneName);
        var map = scene.Play().Current;

        foreach (var release in (Release[])[Release.Pacific, Release.Reef, Release.Tentacle])
        {
            var digest = DigestBuilder.Build(map, release, scene.Now, Stuck);

            Assert.True(DigestGuard.TryEncode(digest, Features.Default, out var bytes, out var problem), problem);
            Assert.Equal(release >= Release.Tentacle ? PgMapDigest.TentacleVersion : PgMapDigest.PacificVersion, bytes.Span[0]);
        }
    }

    [Theory]
    [InlineData("healthy.4")]
    [InlineData("health+progress.2")]
    [InlineData("service_map.3")]
    public void The_probe_finds_nothing_wrong_with_what_a_real_manager_sent(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "enc", $"MMonMgrReport.{name}.data"));
        var digest = new WireReader(bytes).Read<PgMapDigest>();

        Assert.Equal("", PgMapDigestProbe.Check(bytes, digest));
    }

    [Fact]
    public void The_probe_finds_a_field_that_is_missing_added_or_changed()
    {
        var scene = PgScene.Load("two_down");
        var digest = DigestBuilder.Build(scene.Play().Current, Release.Tentacle, scene.Now, Stuck);
        var bytes = WireWriter.Encode(digest);

        // Four bytes less in an OSD's statistics is what once brought a monitor down.
        for (var at = 6; at + 4 < bytes.Length; at += 97)
        {
            byte[] shorter = [.. bytes[..at], .. bytes[(at + 4)..]];
            byte[] longer = [.. bytes[..at], 0, 0, 0, 0, .. bytes[at..]];
            Assert.NotEqual("", PgMapDigestProbe.Check(shorter, digest));
            Assert.NotEqual("", PgMapDigestProbe.Check(longer, digest));
        }

        Assert.NotEqual("", PgMapDigestProbe.Check(bytes, digest with { PgCount = digest.PgCount + 1 }));
        Assert.NotEqual("", PgMapDigestProbe.Check(bytes, digest with { OsdSum = digest.OsdSum with { Kb = 1 } }));
        Assert.NotEqual("", PgMapDigestProbe.Check(bytes.AsSpan(..^1), digest));
    }

    [Theory]
    [MemberData(nameof(PgScene.Names), MemberType = typeof(PgScene))]
    public void The_digest_says_what_the_monitors_of_the_real_cluster_showed(string sceneName)
    {
        var scene = PgScene.Load(sceneName);

        var digest = DigestBuilder.Build(scene.Play().Current, Release.Pacific, scene.Now, Stuck);

        var status = scene.Monitor("status").GetProperty("pgmap");
        Assert.Equal(status.GetProperty("num_pgs").GetInt64(), digest.PgCount);
        Assert.Equal(status.GetProperty("num_objects").GetInt64(), digest.PoolSum.Stats[ObjectStat.Objects]);
        Assert.Equal(status.GetProperty("bytes_avail").GetUInt64(), digest.OsdSum.Statfs.Available);
        Assert.Equal(
            status.GetProperty("pgs_by_state").EnumerateArray()
                .ToDictionary(
                    static state => state.GetProperty("state_name").GetString()!, static state => state.GetProperty("count").GetInt32())
                .Order(Text),
            digest.PgsByState.ToDictionary(static pair => ((PgState)pair.Key).ToName(), static pair => pair.Value).Order(Text));
        foreach (var pool in scene.Monitor("df", "detail").GetProperty("pools").EnumerateArray())
        {
            var number = pool.GetProperty("id").GetInt32();
            var rule = scene.OsdMap.Client.Pools[number].CrushRule;
            Assert.Equal(pool.GetProperty("stats").GetProperty("avail_raw").GetInt64(), digest.AvailableByRule[rule]);
            Assert.Equal(pool.GetProperty("stats").GetProperty("objects").GetInt64(), digest.Pools[number].Stats[ObjectStat.Objects]);
        }
    }

    private static readonly IComparer<KeyValuePair<string, int>> Text =
        Comparer<KeyValuePair<string, int>>.Create(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
}
