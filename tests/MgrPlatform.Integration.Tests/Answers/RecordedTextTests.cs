using MgrPlatform.Integration.Tests.Kit;

namespace MgrPlatform.Integration.Tests.Answers;

/// <summary><c>fs status</c> and <c>osd status</c> print, byte for byte, what the real manager printed of the same cluster.</summary>
public sealed class RecordedTextTests
{
    [Theory]
    [MemberData(nameof(RecordedText.Moments), MemberType = typeof(RecordedText))]
    public async Task The_tables_are_the_recorded_ones_whichever_way_they_are_asked_for(string moment)
    {
        await using var cluster = await TestCluster.StartAsync(options => options with { Moment = moment });
        var fs = RecordedText.Read(moment, "fs_status.txt");
        var osd = RecordedText.Read(moment, "osd_status.txt");
        Assert.Contains("\u001b[1;32mactive", fs, StringComparison.Ordinal); // The recording has its colours.

        Assert.Equal((fs, osd), (await cluster.AskAsync("fs status"), await cluster.AskAsync("osd status")));

        var mgrp = await cluster.MgrpCephAsync("fs", "status");
        Assert.Equal((0, fs, ""), (mgrp.ExitCode, mgrp.Output, mgrp.Error));
        mgrp = await cluster.MgrpCephAsync("osd", "status");
        Assert.Equal((0, osd, ""), (mgrp.ExitCode, mgrp.Output, mgrp.Error));
    }

    [Theory]
    [MemberData(nameof(RecordedText.Moments), MemberType = typeof(RecordedText))]
    public async Task The_official_tool_prints_them_several_at_once(string moment)
    {
        await using var cluster = await TestCluster.StartAsync(options => options with { Moment = moment });

        var fs = Enumerable.Range(0, 3).Select(_ => OfficialCeph.DaemonAsync(cluster.Dev.AdminSocketPath, "fs", "status")).ToList();
        var osd = OfficialCeph.DaemonAsync(cluster.Dev.AdminSocketPath, "osd", "status");

        foreach (var run in await Task.WhenAll(fs))
        {
            Assert.Equal((0, RecordedText.Read(moment, "fs_status.txt").TrimEnd('\n')), (run.ExitCode, run.Output.TrimEnd('\n')));
        }

        var table = await osd;
        Assert.Equal((0, RecordedText.Read(moment, "osd_status.txt").TrimEnd('\n')), (table.ExitCode, table.Output.TrimEnd('\n')));
    }
}
