using System.Text.Json;
using MgrPlatform.Monitor.Services.Fs;
using MgrPlatform.Monitor.Services.Osd;
using MgrPlatform.Monitor.Services.Osd.Texts;
using MgrPlatform.Monitor.Services.Status;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Services;

/// <summary>From the maps that a real monitor had, ours says what it said.</summary>
public sealed class MomentTests
{
    public static TheoryData<string> Names => Moment.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Status_reads_as_a_real_monitor_prints_it(string name)
    {
        var moment = new Moment(name);

        Assert.Equal(SortedStates(moment.Text("status.txt")), SortedStates(StatusText.Of(moment.Status())));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Status_has_the_json_of_a_real_monitor(string name)
    {
        var moment = new Moment(name);

        Same(moment.Json("status.json"), JsonText.Of(json => StatusJson.Write(json, moment.Status())));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Space_reads_as_a_real_monitor_prints_it(string name)
    {
        var moment = new Moment(name);

        Assert.Equal(moment.Text("df.txt"), new SpaceReport(moment.OsdMap, moment.Digest, detail: false).ToText());
        Assert.Equal(moment.Text("df_detail.txt"), new SpaceReport(moment.OsdMap, moment.Digest, detail: true).ToText());
        Same(moment.Json("df.json"), JsonText.Of(json => new SpaceReport(moment.OsdMap, moment.Digest, detail: false).Write(json)));
        Same(moment.Json("df_detail.json"), JsonText.Of(json => new SpaceReport(moment.OsdMap, moment.Digest, detail: true).Write(json)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_osd_map_reads_as_a_real_monitor_prints_it(string name)
    {
        var moment = new Moment(name);
        var map = moment.OsdMap;

        Assert.Equal(SortedBlocklist(moment.Text("osd_dump.txt")), SortedBlocklist(OsdMapText.Of(map)));
        Assert.Equal(moment.Text("osd_tree.txt"), new OsdTree(map, []).ToText());
        Assert.Equal(moment.Text("crush_tree.txt"), new OsdTree(map, []) { IsCrushOnly = true }.ToText());
        Assert.Equal(
            moment.Text("osd_stat.txt"), new OsdSummary(map, moment.Now).ToLine(withEpoch: true) + "\n");
        Assert.Equal(moment.Text("osd_utilization.txt"), OsdUtilization.Of(map, new PgMapper(map))!.ToText());
        Assert.Equal(
            moment.Text("pool_ls_detail.txt"),
            string.Concat(map.Client.Pools
                .SelectMany(pair => PoolLine.Snapshots(pair.Value).Prepend(PoolLine.Of(map, pair.Key)))
                .Select(static line => line + "\n")) + "\n");
        Same(moment.Json("osd_tree.json"), JsonText.Of(json => new OsdTree(map, []).Write(json)));
        Same(moment.Json("osd_dump.json"), JsonText.Of(json => map.Dump(json, Release.Pacific)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void File_systems_read_as_a_real_monitor_prints_them(string name)
    {
        var moment = new Moment(name);

        Assert.Equal(moment.Text("fs_dump.txt"), FsText.Dump(moment.FsMap));
        Assert.Equal(moment.Text("mds_stat.txt"), FsText.Stat(moment.FsMap) + "\n");
        Same(moment.Json("fs_dump.json"), JsonText.Of(json => moment.FsMap.Dump(json, Release.Pacific)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_monitors_own_checks_are_those_of_a_real_monitor(string name)
    {
        var moment = new Moment(name);
        var recorded = moment.Json("health.json").GetProperty("checks");

        var made = OsdHealth.Check(moment.OsdMap)
            .Concat(FsHealth.Check(moment.FsMap, new SortedDictionary<ulong, IReadOnlyList<Wire.Messages.Fs.MdsHealthMetric>>()));

        Assert.All(made, check =>
        {
            Assert.True(recorded.TryGetProperty(check.Key, out var real), check.Key);
            Assert.Equal(real.GetProperty("summary").GetProperty("message").GetString(), check.Value.Summary);
            Assert.Equal(real.GetProperty("summary").GetProperty("count").GetInt64(), check.Value.Count);
            Assert.Equal(
                real.GetProperty("detail").EnumerateArray().Select(static line => line.GetProperty("message").GetString()),
                check.Value.Detail);
        });
        var ours = made.Select(static check => check.Key).ToHashSet();
        Assert.All(recorded.EnumerateObject().Select(static check => check.Name).Where(IsTheMonitors), code => Assert.Contains(code, ours));
    }

    // The others are the manager's, or come from a metadata server's own words.
    private static bool IsTheMonitors(string code) =>
        code.StartsWith("OSD", StringComparison.Ordinal)
        || code.StartsWith("FS_", StringComparison.Ordinal)
        || code is "MDS_ALL_DOWN" or "MDS_UP_LESS_THAN_MAX" or "POOL_NO_REDUNDANCY";

    private static void Same(JsonElement recorded, JsonElement made) =>
        Assert.Equal(JsonText.Lines(recorded, "pgs_by_state", ".blocklist"), JsonText.Lines(made, "pgs_by_state", ".blocklist"));

    // Ceph prints it in the order of a hash table.
    private static string SortedBlocklist(string text) => string.Join('\n', text.Split('\n').OrderBy(
        static line => line.StartsWith("blocklist", StringComparison.Ordinal) ? line : "", StringComparer.Ordinal));

    // States that are equally frequent come in the order of a hash table.
    private static string SortedStates(string text)
    {
        var lines = text.Split('\n');
        var first = Array.FindIndex(lines, static line => line.StartsWith("    pgs:", StringComparison.Ordinal));
        var end = Array.FindIndex(lines, first, static line => line == " ");
        for (var i = first; i < end; i++)
        {
            lines[i] = lines[i].Replace("    pgs:     ", "             ", StringComparison.Ordinal);
        }

        Array.Sort(lines, first, end - first, StringComparer.Ordinal);
        return string.Join('\n', lines);
    }
}
