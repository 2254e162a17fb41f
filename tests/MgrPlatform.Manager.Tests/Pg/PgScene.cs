using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Manager.Pg;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Pg;

/// <summary>A moment of a real cluster (tests/assets/pg-scenes), played into a PG map of ours.</summary>
internal sealed class PgScene
{
    private const uint Whole = 0x10000;

    private PgScene(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "pg-scenes", name);
        OsdMap = Read<OsdMap>(Path.Combine(folder, "osdmap.bin"));
        Image = Read<PgMapImage>(Path.Combine(folder, "pgmap.bin"));
        using var packed = new GZipStream(File.OpenRead(Path.Combine(folder, "commands.json.gz")), CompressionMode.Decompress);
        Recorded = [.. JsonNode.Parse(packed)!.AsArray().Select(static node => new RecordedCommand(node!.AsObject()))];
    }

    public static TheoryData<string> Names => ["healthy", "osd2_down", "recovering", "two_down"];

    public OsdMap OsdMap { get; }

    public PgMapImage Image { get; }

    public IReadOnlyList<RecordedCommand> Recorded { get; }

    /// <summary>A little after the map's stamp: OSDs were halted, and the commands took a second.</summary>
    public UTime Now => UTime.FromNanoseconds(Image.Stamp.ToNanoseconds() + 2_000_000_000);

    public static PgScene Load(string name) => new(name);

    /// <summary>The document of a name that a module of the real manager read.</summary>
    public JsonElement Document(string name)
    {
        var dump = Recorded.Single(static command => command.Prefix == "snapdump");
        return JsonElement.Parse(dump.Output).GetProperty(name);
    }

    /// <summary>What the monitors printed as JSON.</summary>
    public JsonElement Monitor(string prefix, string? detail = null)
    {
        var found = Recorded.First(command =>
            command.Target == "mon" && command.Prefix == prefix && command.IsJson && (string?)command.Command["detail"] == detail);
        return JsonElement.Parse(found.Output);
    }

    /// <summary>
    /// The map after all OSDs have reported what the real one held, twice: first with the sums of some seconds ago, so that the
    /// change between the two is the one that the real manager knew.
    /// </summary>
    public PgMap Play()
    {
        var delta = Document("io_rate").GetProperty("pg_stats_delta");
        var duration =
            (long)(double.Parse(delta.GetProperty("stamp_delta").GetString()!, System.Globalization.CultureInfo.InvariantCulture) * 1e9);
        var start = UTime.FromNanoseconds(Image.Stamp.ToNanoseconds() - duration);
        var map = new PgMap(new PgMapOptions(), start);
        map.Follow(AllUp(), start);
        var earlier = Image.Groups.ToDictionary();
        var (changed, stat) = earlier.First(static pair => pair.Value.ActingPrimary >= 0);
        earlier[changed] = stat with { Stats = stat.Stats.Subtract(SumOf(delta.GetProperty("stat_sum"))) };
        Report(map, earlier);
        map.Advance(start);
        Report(map, Image.Groups);
        map.Advance(Image.Stamp);
        map.Follow(OsdMap, Image.Stamp);
        return map;
    }

    /// <summary>As <see cref="Play"/>, without the change of some seconds ago.</summary>
    public PgMap PlayAtRest()
    {
        var map = new PgMap(new PgMapOptions(), Image.Stamp);
        map.Follow(AllUp(), Image.Stamp);
        Report(map, Image.Groups);
        map.Advance(Image.Stamp);
        map.Follow(OsdMap, Image.Stamp);
        return map;
    }

    /// <summary>The OSD map with every OSD up and in, so that each may report.</summary>
    public OsdMap AllUp() => OsdMap with
    {
        Client = OsdMap.Client with
        {
            OsdStates = [.. OsdMap.Client.OsdStates.Select(static _ => (uint)(OsdState.Exists | OsdState.Up))],
            OsdWeights = [.. OsdMap.Client.OsdWeights.Select(static _ => Whole)],
        },
    };

    /// <summary>What an OSD would have sent.</summary>
    public MPGStats ReportOf(int osd, IEnumerable<KeyValuePair<PgId, PgStat>> groups) => new()
    {
        Fsid = OsdMap.Client.Fsid,
        OsdStat = Image.Osds[osd],
        PgStats = groups.Where(pair => pair.Value.ActingPrimary == osd).ToDictionary(),
        Pools = Image.PoolStatfs.Where(pair => pair.Key.Osd == osd).ToDictionary(static pair => pair.Key.Pool, static pair => pair.Value),
    };

    private void Report(PgMap map, IReadOnlyDictionary<PgId, PgStat> groups)
    {
        foreach (var (osd, _) in Image.Osds)
        {
            Assert.Equal(0, map.Ingest(osd, ReportOf(osd, groups)).Dropped);
        }
    }

    private static ObjectStatSum SumOf(JsonElement json)
    {
        // In the order of Ceph's dump; the dump of ours tells which count has which name.
        var values = new List<(ObjectStat, long)>();
        foreach (var stat in Enum.GetValues<ObjectStat>())
        {
            var name = NameOf(stat);
            values.Add((stat, json.GetProperty(name).GetInt64()));
        }

        return ObjectStatSum.Of([.. values]);
    }

    private static string NameOf(ObjectStat stat)
    {
        var dumped = Json.Of(json => (PoolStat.Zero with { Stats = ObjectStatSum.Of((stat, 1)) }).DumpMembers(json));
        return dumped.GetProperty("stat_sum").EnumerateObject().Single(static member => member.Value.GetInt64() == 1).Name;
    }

    private static T Read<T>(string path)
        where T : IWireType<T>
    {
        var reader = new WireReader(File.ReadAllBytes(path));
        var value = reader.Read<T>();
        Assert.True(reader.AtEnd);
        return value;
    }
}
