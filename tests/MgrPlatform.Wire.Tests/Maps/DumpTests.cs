using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Service;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Fs;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Tests.Fuzzing;

namespace MgrPlatform.Wire.Tests.Maps;

/// <summary>Our maps dump to what the cluster's own monitors printed for the same epoch.</summary>
public sealed class DumpTests
{
    [Theory]
    [InlineData("enc/MonMap.ceph.json", "enc/", Release.Pacific)]
    [InlineData("wire/golden_mon_mon_dump.json", "wire/", Release.Pacific)]
    [InlineData("releases/golden_18.2.7_mon_dump_e1.json", "releases/MMonMap_18.2.7", Release.Reef)]
    [InlineData("releases/golden_20.2.4_mon_dump_e8.json", "releases/MMonMap_20.2.4", Release.Tentacle)]
    public void A_monmap(string golden, string vectors, Release release)
    {
        var expected = JsonElement.Parse(Vectors.Text(golden));
        var maps = Messages<MMonMap>(vectors).Select(static message => message.Map).Append(Struct<MonMap>("MonMap"));

        var map = maps.First(map => map.Epoch == Epoch(expected) && map.Fsid == expected.GetProperty("fsid").GetGuid());

        AssertSame(expected, json => map.Dump(json, release), "quorum"); // Added by the command.
    }

    [Theory]
    [InlineData("enc/MMgrMap.active+standby.1.ceph.json", "enc/MMgrMap", Release.Pacific)]
    [InlineData("wire/golden_mon_mgr_dump.json", "wire/MMgrMap_mon", Release.Pacific)]
    [InlineData("releases/golden_18.2.7_mgr_dump_e24.json", "releases/MMgrMap_18.2.7", Release.Reef)]
    [InlineData("releases/golden_20.2.4_mgr_dump_e51.json", "releases/MMgrMap_20.2.4", Release.Tentacle)]
    public void A_mgrmap(string golden, string vectors, Release release)
    {
        var expected = JsonElement.Parse(Vectors.Text(golden));

        var map = Messages<MMgrMap>(vectors).Select(static message => message.Map).First(map => map.Epoch == Epoch(expected));

        AssertSame(expected, json => map.Dump(json, release));
    }

    [Theory]
    [InlineData("enc/MFSMap.with_fs.1.ceph.json", "enc/MFSMap", Release.Pacific)]
    [InlineData("wire/golden_mon_fs_dump.json", "wire/MFSMap_mon", Release.Pacific)]
    [InlineData("releases/golden_18.2.7_fs_dump_e6.json", "releases/MFSMap_18.2.7", Release.Reef)]
    [InlineData("releases/golden_20.2.4_fs_dump_e6.json", "releases/MFSMap_20.2.4", Release.Tentacle)]
    public void An_fsmap(string golden, string vectors, Release release)
    {
        var expected = JsonElement.Parse(Vectors.Text(golden));

        var map = Messages<MFSMap>(vectors).Select(static message => message.Map).First(map => map.Epoch == Epoch(expected));

        AssertSame(expected, json => map.Dump(json, release));
    }

    [Fact]
    public void An_fsmap_with_a_mirror_and_a_standby() =>
        AssertSame(
            JsonElement.Parse(Vectors.Text("enc/FSMap.mirror_peer.ceph.json")),
            static json => Struct<FsMap>("FSMap.mirror_peer").Dump(json, Release.Pacific));

    [Theory]
    [InlineData("enc/MServiceMap.rgw.1.ceph.json", "enc/MServiceMap.rgw.1")]
    [InlineData("wire/golden_mon_service_dump.json", "wire/MServiceMap_mon")]
    public void A_service_map(string golden, string vectors)
    {
        var expected = JsonElement.Parse(Vectors.Text(golden));

        var map = Messages<MServiceMap>(vectors).Select(static message => message.Map).First(map => map.Epoch == Epoch(expected));

        AssertSame(expected, json => map.Dump(json));
    }

    [Theory]
    [InlineData("enc/OSDMap.full.ceph.json", "enc/OSDMap.full.bin", Release.Pacific)]
    [InlineData("enc/OSDMap.full.tier_bloom.ceph.json", "enc/OSDMap.full.tier_bloom.bin", Release.Pacific)]
    [InlineData("wire/golden_mon_osd_dump.json", "wire/MOSDMap_mon", Release.Pacific)]
    [InlineData("releases/golden_18.2.7_osd_dump_e35.json", "releases/MOSDMap_18.2.7", Release.Reef)]
    [InlineData("releases/golden_20.2.4_osd_dump_e64.json", "releases/MOSDMap_20.2.4", Release.Tentacle)]
    public void An_osdmap(string golden, string vectors, Release release)
    {
        var expected = JsonElement.Parse(Vectors.Text(golden));
        var epoch = Epoch(expected);
        var bytes = vectors.EndsWith(".bin", StringComparison.Ordinal)
            ? Vectors.Bytes(vectors)
            : Messages<MOSDMap>(vectors).Select(message => message.Maps.GetValueOrDefault(epoch)).First(static map => map is not null)!;

        var map = new WireReader(bytes).Read<OsdMap>();

        // Reef and Tentacle compute a pool's balance from the placement of its groups.
        AssertSame(expected, json => map.Dump(json, release), "read_balance");
    }

    [Theory]
    [InlineData("enc/CrushMap.ceph.json", "CrushMap")]
    [InlineData("enc/CrushMap.uniform_list_tree_straw.ceph.json", "CrushMap.uniform_list_tree_straw")]
    public void A_crush_map(string golden, string vector) =>
        AssertSame(JsonElement.Parse(Vectors.Text(golden)), json => Struct<CrushMap>(vector).Dump(json, Release.Pacific));

    [Fact]
    public void The_crush_map_inside_an_osdmap()
    {
        var map = Messages<MOSDMap>("wire/MOSDMap_mon").SelectMany(static message => message.Maps.Values).First();

        AssertSame(
            JsonElement.Parse(Vectors.Text("wire/golden_mon_osd_crush_dump.json")),
            json => new WireReader(map).Read<OsdMap>().Client.Crush!.Dump(json, Release.Pacific));
    }

    [Theory]
    [InlineData("wire/golden_realx_pg_dump.json", "wire/MPGStats_realmgr2", Release.Pacific, 10, 1)]
    [InlineData("releases/golden_18.2.7_pg_dump.json", "releases/MPGStats_18.2.7", Release.Reef, 0, 0)]
    [InlineData("releases/golden_20.2.4_pg_dump.json", "releases/MPGStats_20.2.4", Release.Tentacle, 0, 0)]
    public void Placement_groups_and_osds_of_reports(string golden, string vectors, Release release, int leastPgs, int leastOsds)
    {
        var expected = JsonElement.Parse(Vectors.Text(golden));
        expected = expected.TryGetProperty("pg_map", out var inner) ? inner : expected;
        var reports = Messages<MPGStats>(vectors).ToArray();

        var pgs = 0;
        foreach (var json in expected.GetProperty("pg_stats").EnumerateArray())
        {
            foreach (var (id, stat) in reports.SelectMany(static report => report.PgStats))
            {
                if (id.ToString() != json.GetProperty("pgid").GetString())
                {
                    continue;
                }

                if (stat.ReportedSequence == json.GetProperty("reported_seq").GetUInt64()
                    && stat.ReportedEpoch == json.GetProperty("reported_epoch").GetUInt32())
                {
                    AssertSame(json, writer => stat.Dump(writer, id, release));
                    pgs++;
                }
                else
                {
                    AssertSameKeys(json, writer => stat.Dump(writer, id, release));
                }
            }
        }

        Assert.True(pgs >= leastPgs, $"only {pgs} groups were the same at both times");
        Assert.True(CompareOsds(expected, reports, release) >= leastOsds);
    }

    /// <summary>What a decoder lets pass, a module will ask for: no value of a peer may stop a dump.</summary>
    [Theory]
    [InlineData("enc/OSDMap.full.bin")]
    [InlineData("enc/OSDMap.full.tier_bloom.bin")]
    [InlineData("enc/MonMap.bin")]
    [InlineData("enc/FSMap.mirror_peer.bin")]
    [InlineData("enc/MServiceMap.rgw.1.bin")]
    [InlineData("releases/MMgrMap_20.2.4_mon.a-0.front")]
    [InlineData("enc/MPGStats.1.bin")]
    public void A_damaged_map_that_is_still_a_map_dumps(string vector)
    {
        var original = Vectors.Bytes(vector);
        var dumped = 0;
        for (var seed = 0; seed < 500; seed++)
        {
            var bytes = Mutation.Of(original, new Random(seed));
            try
            {
                using var json = new Utf8JsonWriter(Stream.Null);
                DumpDamaged(vector, bytes, json);
                dumped++;
            }
            catch (WireFormatException)
            {
                // Damaged beyond reading.
            }
        }

        Assert.True(dumped > 50);
    }

    private static void DumpDamaged(string vector, byte[] bytes, Utf8JsonWriter json)
    {
        var reader = new WireReader(bytes);
        switch (Path.GetFileName(vector).Split('.', '_')[0])
        {
            case "OSDMap":
                var map = reader.Read<OsdMap>();
                map.Dump(json, Release.Tentacle);
                json.Reset();
                map.Client.Crush?.Dump(json, Release.Pacific);
                break;
            case "MonMap":
                reader.Read<MonMap>().Dump(json, Release.Tentacle);
                break;
            case "FSMap":
                reader.Read<FsMap>().Dump(json, Release.Tentacle);
                break;
            case "MServiceMap":
                reader.Read<ServiceMap>().Dump(json);
                break;
            case "MMgrMap":
                reader.Read<MgrMap>().Dump(json, Release.Tentacle);
                break;
            default:
                var report = MPGStats.Decode(ref reader, 2);
                json.WriteStartObject();
                report.OsdStat.DumpMembers(json, Release.Pacific);
                json.WriteStartArray("pg_stats");
                foreach (var (id, stat) in report.PgStats)
                {
                    stat.Dump(json, id, Release.Tentacle);
                }

                break;
        }
    }

    private static int CompareOsds(JsonElement expected, MPGStats[] reports, Release release)
    {
        var same = 0;
        foreach (var json in expected.GetProperty("osd_stats").EnumerateArray())
        {
            var upFrom = json.GetProperty("up_from").GetUInt32();
            foreach (var stat in reports.Select(static report => report.OsdStat).Where(stat => stat.UpFrom == upFrom))
            {
                void Dump(Utf8JsonWriter writer)
                {
                    writer.WriteStartObject();
                    writer.WriteNumber("osd", json.GetProperty("osd").GetInt32());
                    stat.DumpMembers(writer, release);
                    writer.WriteEndObject();
                }

                if (stat.Sequence == json.GetProperty("seq").GetUInt64())
                {
                    AssertSame(json, Dump);
                    same++;
                }
                else
                {
                    AssertSameKeys(json, Dump);
                }
            }
        }

        return same;
    }

    private static IEnumerable<T> Messages<T>(string prefix)
        where T : Message =>
        CapturedMessage.All
            .Where(message => message.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(static message => message.Decode())
            .OfType<T>();

    private static T Struct<T>(string name)
        where T : IWireType<T> =>
        new WireReader(Vectors.Bytes($"enc/{name}.bin")).Read<T>();

    private static uint Epoch(JsonElement json) => json.GetProperty("epoch").GetUInt32();

    private static void AssertSame(JsonElement expected, Action<Utf8JsonWriter> dump, params string[] ignored) =>
        Assert.Empty(JsonComparer.Differences(expected, JsonComparer.Dump(dump), ignored));

    private static void AssertSameKeys(JsonElement expected, Action<Utf8JsonWriter> dump) =>
        Assert.Equal(
            expected.EnumerateObject().Select(static property => property.Name).Order(StringComparer.Ordinal),
            JsonComparer.Dump(dump).EnumerateObject().Select(static property => property.Name).Order(StringComparer.Ordinal));
}
