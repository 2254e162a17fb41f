using System.Globalization;
using MgrPlatform.Manager.Tests.Daemons;
using MgrPlatform.Modules.Backend;
using MgrPlatform.TestKit;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Server;

/// <summary>Daemons with a ticket of their own that say what is not so: nothing of it is believed, and the log says it once.</summary>
public sealed class LyingDaemonTests
{
    private const int Attempts = 30;

    private static readonly PerfCounterType[] Types = [Reports.Type("osd.op_r"), Reports.Type("osd.op_w")];

    [Fact]
    public async Task A_daemon_that_opens_under_a_new_name_each_time_is_named_once_and_leaves_nothing_behind()
    {
        await using var scene = await ServerScene.StartAsync();
        var liar = scene.Connect(EntityType.Osd, "1");
        for (var attempt = 2; attempt < Attempts; attempt++)
        {
            liar.Open().Send(Reports.Open(attempt.ToString(CultureInfo.InvariantCulture)));
            await liar.UntilClosedAsync();
        }

        Assert.Empty(scene.Index.Daemons);
        Assert.Single(scene.Log, static line => line.Contains("not believed", StringComparison.Ordinal));
        Assert.Single(scene.Log);
    }

    [Fact]
    public async Task A_daemon_that_opens_as_itself_and_reports_as_another_changes_neither()
    {
        await using var scene = await ServerScene.StartAsync();
        var honest = await scene.OpenOsdAsync(0);
        honest.Send(Reports.Report("0", Types, Types, 10, 20));
        await scene.UntilReportedAsync("osd.op_r", 10);
        var liar = scene.Connect(EntityType.Osd, "1");
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            await liar.OpenAsOsdAsync(1);
            liar.Send(Reports.Report("0", Types, Types, 666, 666));
            await liar.UntilClosedAsync();
        }

        honest.Send(Reports.Report("0", Types, [], 11, 21));

        await scene.UntilReportedAsync("osd.op_r", 11);
        Assert.Equal([10UL, 11UL], Samples(scene, "osd.op_r"));
        Assert.Empty(scene.Index.Find(new DaemonKey("osd", "1"))!.Counters);
        Assert.Single(scene.Log, static line => line.Contains("osd.1 reports as osd.0", StringComparison.Ordinal));
        Assert.Equal(3, scene.Log.Count); // The two that report to us, and the lie.
    }

    [Fact]
    public async Task Values_that_do_not_match_their_schema_leave_what_was_known_as_it_was_and_are_named_once()
    {
        await using var scene = await ServerScene.StartAsync();
        var osd = scene.Connect(EntityType.Osd, "0");
        await osd.OpenAsOsdAsync(0);
        osd.Send(Reports.Report("0", Types, Types, 10, 20));
        await scene.UntilReportedAsync("osd.op_w", 20);
        osd.Leave();
        await osd.UntilClosedAsync();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            await osd.OpenAsOsdAsync(0);
            osd.Send(attempt % 2 == 0
                ? Reports.Report("0", [Types[0]], Types, 5)
                : Reports.Report("0", [.. Types, Reports.Type("z")], Types, 5, 6, 7));
            await osd.UntilClosedAsync();
        }

        Assert.Equal(
            [(10UL, 20UL)],
            Samples(scene, "osd.op_r").Zip(Samples(scene, "osd.op_w")));
        Assert.Single(scene.Log, static line => line.Contains("osd.0 breaks the format", StringComparison.Ordinal));
        Assert.Equal(2, scene.Log.Count);
        await osd.OpenAsOsdAsync(0);
        osd.Send(Reports.Report("0", Types, Types, 12, 22));
        await scene.UntilReportedAsync("osd.op_w", 22);
    }

    [Fact]
    public async Task What_cannot_be_a_name_is_refused_and_does_not_reach_the_log()
    {
        await using var scene = await ServerScene.StartAsync();
        var client = scene.Connect(EntityType.Client, "rgw");
        foreach (var name in new[] { "a\n2026-11-30 all is well", new string('x', 1_000_000), "\0" })
        {
            client.Open().Send(Reports.OpenService(name, "rgw"));
            await client.UntilClosedAsync();
            client.Open().Send(Reports.OpenService("gw", name));
            await client.UntilClosedAsync();
        }

        Assert.Empty(scene.Index.Daemons);
        Assert.Equal(
            "A report is not believed and its connection is closed: client.rgw reports under what is no name", Assert.Single(scene.Log));
    }

    [Fact]
    public async Task A_client_that_opens_and_is_no_service_is_forgotten_with_its_connection()
    {
        await using var scene = await ServerScene.StartAsync();
        var client = scene.Connect(EntityType.Client, "somebody");
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            client.Open().Send(Reports.Open($"somebody.{attempt}"));
            await client.ReceiveAsync<MMgrConfigure>();
            client.Leave();
            await client.UntilClosedAsync();
        }

        await Eventually.SeeAsync(
            () => scene.Index.Daemons.Count, static count => count == 0, "nobody is known", TestContext.Current.CancellationToken);
    }

    private static IEnumerable<ulong> Samples(ServerScene scene, string counter) =>
        scene.Index.Find(new DaemonKey("osd", "0"))!.Counters[counter].Samples().Select(static sample => sample.Value);
}
