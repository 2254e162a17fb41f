using System.Text.RegularExpressions;
using MgrPlatform.DevCluster.Recording;

namespace MgrPlatform.DevCluster.Tests;

/// <summary>What the status module prints of a moment must be what the real manager printed then.</summary>
public sealed partial class RecordedFiguresTests
{
    public static TheoryData<string> Moments => [.. RecordedMoment.All.Select(moment => moment.Name)];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Osd_status_of_a_held_moment_is_the_recorded_one(string moment)
    {
        await using var cluster = new ClusterFixture(moment);

        Assert.Equal(OsdRows(moment), StatusTables.Osds(cluster));
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Fs_status_of_a_held_moment_is_the_recorded_one(string moment)
    {
        await using var cluster = new ClusterFixture(moment);

        Assert.Equal(FileSystemRows(moment), StatusTables.FileSystem(cluster));
    }

    [Fact]
    public async Task The_figures_stay_while_a_held_moment_goes_on()
    {
        await using var cluster = new ClusterFixture("m2");
        for (var second = 0; second < 30; second++)
        {
            cluster.Time.Move(TimeSpan.FromSeconds(1));
            await cluster.SettleAsync();
        }

        Assert.Equal(OsdRows("m2_osd2_down_degraded"), StatusTables.Osds(cluster));
        Assert.Equal(FileSystemRows("m2_osd2_down_degraded"), StatusTables.FileSystem(cluster));
    }

    [Fact]
    public async Task The_story_shows_the_figures_of_each_moment_in_turn()
    {
        await using var cluster = new ClusterFixture();
        var shown = new HashSet<string>();
        for (var second = 0; second < 4 * 45; second++)
        {
            // A daemon that came back needs two reports before it has a rate.
            var before = cluster.Cluster.Moment;
            cluster.Time.Move(TimeSpan.FromSeconds(1));
            await cluster.SettleAsync();
            var moment = cluster.Cluster.Moment;
            if (moment == before)
            {
                Assert.Equal(OsdRows(moment.Name), StatusTables.Osds(cluster));
                Assert.Equal(FileSystemRows(moment.Name), StatusTables.FileSystem(cluster));
                shown.Add(moment.Name);
            }
        }

        Assert.Equal(3, shown.Count);
    }

    private static List<string> OsdRows(string moment) =>
        [.. Lines(moment, "osd_status.txt").Where(line => char.IsAsciiDigit(line[0]))];

    private static List<string> FileSystemRows(string moment) =>
        [.. Lines(moment, "fs_status.txt").Where(line => Row().IsMatch(line))];

    private static IEnumerable<string> Lines(string moment, string file) =>
        Colour().Replace(RecordedFiles.Text(moment, file), "").Split('\n')
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Where(line => line.Length > 0);

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colour();

    [GeneratedRegex("^(cephfs - |0 active|fsmeta|fsdata|m$)")]
    private static partial Regex Row();
}
