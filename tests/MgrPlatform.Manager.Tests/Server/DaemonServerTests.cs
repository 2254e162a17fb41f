using MgrPlatform.Manager.Server;
using MgrPlatform.Manager.Tests.Daemons;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.TestKit;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Server;

public sealed class DaemonServerTests
{
    private static readonly PerfCounterType[] Types = [Reports.Type("osd.op_r"), Reports.Type("osd.op_w")];

    [Fact]
    public async Task A_daemon_that_opens_is_told_what_to_report_and_its_counters_are_known()
    {
        await using var scene = await ServerScene.StartAsync();
        var osd = await scene.OpenOsdAsync(0);

        osd.Send(Reports.Report("0", Types, Types, 10, 20));

        await UntilAsync(scene, static counters => counters["osd.op_w"].Latest()?.Value == 20);
    }

    [Fact]
    public async Task A_daemon_that_reports_under_anothers_name_is_closed_not_believed_and_named_once()
    {
        await using var scene = await ServerScene.StartAsync();
        await scene.OpenOsdAsync(0);
        var liar = scene.Connect(EntityType.Osd, "1");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            liar.Open().Send(Reports.Open("0"));
            await liar.UntilClosedAsync();
        }

        Assert.Equal("osd.0", Assert.Single(scene.Index.Daemons).Key.ToString());
        Assert.Single(scene.Log, static line => line.Contains("osd.1 reports as osd.0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Values_that_do_not_match_their_schema_cost_that_connection_and_no_other()
    {
        await using var scene = await ServerScene.StartAsync();
        var right = await scene.OpenOsdAsync(0);
        var wrong = await scene.OpenOsdAsync(1);

        wrong.Send(Reports.Report("1", [Types[0]], Types, 5));
        await wrong.UntilClosedAsync();
        right.Send(Reports.Report("0", Types, Types, 10, 20));

        await UntilAsync(scene, static counters => counters["osd.op_r"].Latest()?.Value == 10);
        Assert.Single(scene.Log, static line => line.Contains("osd.1 breaks the format", StringComparison.Ordinal));
        Assert.Empty(scene.Index.Find(new DaemonKey("osd", "1"))!.Counters.Where(static counter => counter.Value.Latest() is not null));
    }

    [Fact]
    public async Task Reports_that_come_in_close_together_keep_what_each_of_them_said()
    {
        const int Osds = 4, Rounds = 25, Groups = 5;
        await using var scene = await ServerScene.StartAsync();
        var peers = await Task.WhenAll(Enumerable.Range(0, Osds).Select(scene.OpenOsdAsync));

        foreach (var round in Enumerable.Range(0, Rounds))
        {
            foreach (var (osd, peer) in peers.Index())
            {
                peer.Send(new MPGStats
                {
                    PgStats = Enumerable.Range(0, Groups).ToDictionary(
                        static seed => new PgId(1, (uint)seed),
                        seed => new PgStat { Up = [osd, round], Acting = [osd, seed], Stats = ObjectStatSum.Of((ObjectStat.Writes, (100 * osd) + round)) }),
                });
            }
        }

        var next = new int[Osds];
        for (var i = 0; i < Osds * Rounds; i++)
        {
            var (osd, report) = await scene.Stats.Reader.ReadAsync(TestContext.Current.CancellationToken);
            var round = next[osd]++;
            Assert.Equal(Groups, report.PgStats.Count);
            Assert.All(report.PgStats, group => Assert.Equal(
                (osd, round, osd, group.Key.Seed, (100 * osd) + round),
                (group.Value.Up[0], group.Value.Up[1], group.Value.Acting[0], (uint)group.Value.Acting[1], group.Value.Stats[ObjectStat.Writes])));
        }
    }

    [Fact]
    public async Task A_daemon_whose_connection_flaps_is_one_daemon_with_its_last_values()
    {
        await using var scene = await ServerScene.StartAsync();
        var osd = scene.Connect(EntityType.Osd, "0");
        for (var round = 1; round <= 50; round++)
        {
            osd.Open().Send(Reports.Open("0"));
            await osd.ReceiveAsync<MMgrConfigure>();
            osd.Send(Reports.Report("0", Types, Types, (ulong)round, 0));
            await UntilAsync(
                scene, counters => counters.TryGetValue("osd.op_r", out var counter) && counter.Latest()?.Value == (ulong)round);
            osd.Leave();
            await osd.UntilClosedAsync();
        }

        Assert.Single(scene.Index.Daemons);
        Assert.Equal(20, scene.Index.Find(new DaemonKey("osd", "0"))!.Counters["osd.op_r"].Samples().Length);
        await Eventually.SeeAsync(
            () => scene.Connections.Count, static count => count == 0, "all connections are gone", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Nonsense_on_many_connections_is_thrown_away_and_reports_go_on()
    {
        await using var scene = await ServerScene.StartAsync();
        var osd = await scene.OpenOsdAsync(0);
        var random = new Random(7);
        var nonsense = new byte[256 * 1024];
        for (var attacker = 0; attacker < 40; attacker++)
        {
            random.NextBytes(nonsense);
            await using var connection = await scene.Network.ConnectAsync(scene.Address, TestContext.Current.CancellationToken);
            var written = await connection.Transport.Output.WriteAsync(
                nonsense.AsMemory(0, random.Next(1, nonsense.Length)), TestContext.Current.CancellationToken);
            Assert.False(written.IsCanceled);
        }

        osd.Send(Reports.Report("0", Types, Types, 10, 20));

        await UntilAsync(scene, static counters => counters["osd.op_r"].Latest()?.Value == 10);
        Assert.Single(scene.Index.Daemons);
    }

    [Fact]
    public async Task Placement_groups_are_taken_from_the_osd_that_the_ticket_names_and_from_nobody_else()
    {
        await using var scene = await ServerScene.StartAsync();
        var osd = await scene.OpenOsdAsync(3);
        var mds = scene.Connect(EntityType.Mds, "m").Open();

        mds.Send(new MPGStats());
        await mds.UntilClosedAsync();
        osd.Send(new MPGStats { Epoch = 9 });
        var (who, report) = await scene.Stats.Reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal((3, 9U), (who, report.Epoch));
        Assert.False(scene.Stats.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_daemon_that_ends_is_answered_with_its_own_goodbye()
    {
        await using var scene = await ServerScene.StartAsync();
        var osd = await scene.OpenOsdAsync(0);

        osd.Send(new MMgrClose("0", ""));

        Assert.Equal("0", (await osd.ReceiveAsync<MMgrClose>()).Message.DaemonName);
        Assert.Equal(0, scene.Index.Connected);
    }

    [Fact]
    public async Task Commands_are_answered_with_their_transaction_in_the_form_in_which_they_came()
    {
        await using var scene = await ServerScene.StartAsync();
        var client = scene.Connect(EntityType.Client, "admin").Open();

        client.Send(new MMgrCommand(Guid.Empty, ["{\"prefix\":\"fs status\"}"]), 7);
        client.Send(new MCommand(Guid.Empty, ["{\"prefix\":\"pg stat\"}"]), 8);
        client.Send(new MMgrCommand(Guid.Empty, ["not json"]), 9);

        var (first, firstTransaction) = await client.ReceiveAsync<MMgrCommandReply>();
        var (second, secondTransaction) = await client.ReceiveAsync<MCommandReply>();
        var (third, _) = await client.ReceiveAsync<MMgrCommandReply>();
        Assert.Equal((7UL, "fs status"), (firstTransaction, System.Text.Encoding.UTF8.GetString(first.Data.Span)));
        Assert.Equal((8UL, "pg stat"), (secondTransaction, System.Text.Encoding.UTF8.GetString(second.Data.Span)));
        Assert.Equal(-Errno.Invalid, third.Result);
    }

    [Theory]
    [InlineData("reader:allow r", "r", true)]
    [InlineData("reader:allow r", "rw", false)]
    [InlineData("nobody:", "r", false)]
    public async Task A_caller_may_what_the_caps_of_its_ticket_say(string name, string needs, bool allowed)
    {
        await using var scene = await ServerScene.StartAsync();
        scene.Answer = (request, _) => Task.FromResult(CommandResult.Success(
            request.Caller.IsAllowed(new CommandPermission("m", request.Prefix, new Dictionary<string, string>(), needs)).ToString()));
        var client = scene.Connect(EntityType.Client, name).Open();

        client.Send(new MMgrCommand(Guid.Empty, ["{\"prefix\":\"x\"}"]));

        Assert.Equal(
            allowed.ToString(), System.Text.Encoding.UTF8.GetString((await client.ReceiveAsync<MMgrCommandReply>()).Message.Data.Span));
    }

    [Fact]
    public async Task More_commands_than_are_taken_on_are_told_to_come_back()
    {
        await using var scene = await ServerScene.StartAsync(new DaemonServerOptions { CommandsPerConnection = 2 });
        var gate = new TaskCompletionSource<CommandResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Answer = (_, _) => gate.Task;
        var client = scene.Connect(EntityType.Client, "admin").Open();
        for (ulong transaction = 1; transaction <= 3; transaction++)
        {
            client.Send(new MMgrCommand(Guid.Empty, ["{\"prefix\":\"x\"}"]), transaction);
        }

        var (refused, number) = await client.ReceiveAsync<MMgrCommandReply>();
        Assert.Equal((3UL, -Errno.TryAgain), (number, refused.Result));
        gate.SetResult(CommandResult.Success("done"));
        await client.ReceiveAsync<MMgrCommandReply>();
        await client.ReceiveAsync<MMgrCommandReply>();
        client.Send(new MMgrCommand(Guid.Empty, ["{\"prefix\":\"x\"}"]), 4);
        Assert.Equal(4UL, (await client.ReceiveAsync<MMgrCommandReply>()).Transaction);
    }

    [Fact]
    public async Task A_command_that_throws_is_answered_and_the_server_lives()
    {
        await using var scene = await ServerScene.StartAsync();
        scene.Answer = static (_, _) => throw new InvalidOperationException("planted");
        var client = scene.Connect(EntityType.Client, "admin").Open();

        client.Send(new MMgrCommand(Guid.Empty, ["{\"prefix\":\"x\"}"]));

        var (reply, _) = await client.ReceiveAsync<MMgrCommandReply>();
        Assert.Equal(-Errno.InputOutput, reply.Result);
        Assert.Contains("planted", reply.Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Daemons_that_are_connected_are_told_when_something_else_is_to_be_reported()
    {
        await using var scene = await ServerScene.StartAsync();
        var osd = await scene.OpenOsdAsync(0);

        scene.Server.Configure(new DaemonServerOptions { StatsPeriod = TimeSpan.FromSeconds(1), StatsThreshold = 0 }, scene.Connections);

        var (configured, _) = await osd.ReceiveAsync<MMgrConfigure>();
        Assert.Equal((1U, 0U), (configured.StatsPeriodSeconds, configured.StatsThreshold));
    }

    private static Task<IReadOnlyDictionary<string, PerfCounter>> UntilAsync(
        ServerScene scene, Func<IReadOnlyDictionary<string, PerfCounter>, bool> isRight) =>
        Eventually.SeeAsync(
            () => scene.Index.Find(new DaemonKey("osd", "0"))!.Counters,
            counters => counters.Count > 0 && isRight(counters),
            "osd.0 has reported",
            TestContext.Current.CancellationToken);
}
