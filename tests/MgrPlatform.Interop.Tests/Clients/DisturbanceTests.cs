using MgrPlatform.Client;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Interop.Tests.Clients;

/// <summary>Daemons die under our client; each test has a cluster of its own.</summary>
public sealed class DisturbanceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commands_in_flight_are_answered_after_the_only_monitor_was_killed_and_started()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(CephRelease.Pacific) { Osds = 1, HasFileSystem = false }, Token);
        await using var client = await RealClient.ConnectAsync(cluster);
        var globalId = client.Monitors.GlobalId;

        var writes = Enumerable.Range(0, 40).Select(i => SetAsync(client, i)).ToArray();
        await cluster.KillAsync("mon.a", Token);
        var more = Enumerable.Range(40, 10).Select(i => SetAsync(client, i)).ToArray();
        await cluster.StartDaemonAsync("mon.a", Token);
        var answers = await Task.WhenAll([.. writes, .. more]);

        Assert.All(answers, static answer => Assert.Equal(0, answer.Code));
        Assert.Equal(globalId, client.Monitors.GlobalId);
        Assert.Equal("49", await cluster.AskAsync("config-key get client/n49", Token));
    }

    [Fact]
    public async Task With_three_monitors_the_death_of_ours_costs_no_command()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(CephRelease.Pacific) { Monitors = 3, Osds = 1, HasFileSystem = false }, Token);
        await using var client = await RealClient.ConnectAsync(cluster);
        var globalId = client.Monitors.GlobalId;
        var opened = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listening = client.Monitors.Listen(what =>
        {
            if (what is MonitorEvent.SessionOpened session)
            {
                opened.Enqueue(session.Monitor);
            }
        });

        foreach (var monitor in (string[])["a", "b", "c"])
        {
            var writes = Enumerable.Range(0, 10).Select(i => SetAsync(client, i)).ToArray();
            await cluster.KillAsync($"mon.{monitor}", Token);
            Assert.All(await Task.WhenAll(writes), static answer => Assert.Equal(0, answer.Code));
            await cluster.StartDaemonAsync($"mon.{monitor}", Token);
            await cluster.UntilCleanAsync(Token);
        }

        Assert.NotEmpty(opened);
        Assert.Equal(globalId, client.Monitors.GlobalId);
    }

    [Fact]
    public async Task Without_a_monitor_commands_end_at_their_deadline()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(CephRelease.Pacific) { Osds = 1, HasFileSystem = false }, Token);
        await using var client = await RealClient.ConnectAsync(cluster);
        await cluster.KillAsync("mon.a", Token);

        var answer = await client.Monitors.CommandAsync("{\"prefix\":\"status\"}", default, TimeSpan.FromSeconds(2), Token)
            .WaitAsync(RealClient.Limit, Token);
        var late = await Assert.ThrowsAsync<ClientException>(() => ClusterClient.ConnectAsync(
            RealClient.ConfigurationOf(cluster),
            TimeSpan.FromSeconds(2),
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
            Token));

        Assert.Equal(-Errno.TimedOut, answer.Code);
        Assert.Equal(Errno.TimedOut, late.Errno);
    }

    [Fact]
    public async Task A_daemon_that_has_started_again_is_found_and_a_manager_that_failed_is_followed()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(CephRelease.Pacific) { Osds = 1, HasFileSystem = false }, Token);
        await using var client = await RealClient.ConnectAsync(cluster);
        Assert.Equal(0, (await client.Daemons.TellOsdAsync(0, "{\"prefix\":\"version\"}", default, RealClient.Limit, Token)).Code);
        Assert.Equal(0, (await client.Manager.CommandAsync("{\"prefix\":\"pg ls\"}", default, RealClient.Limit, Token)).Code);

        await RestartOsdAsync(cluster);
        await cluster.AskAsync("mgr fail x", Token);

        Assert.Equal(0, (await client.Daemons.TellOsdAsync(0, "{\"prefix\":\"version\"}", default, RealClient.Limit, Token)).Code);
        Assert.Equal(0, (await client.Manager.CommandAsync("{\"prefix\":\"pg ls\"}", default, RealClient.Limit, Token)).Code);
    }

    [Fact]
    public async Task Tickets_that_expire_after_a_minute_are_renewed_before_and_cost_no_command()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(CephRelease.Pacific)
            {
                Osds = 1,
                HasFileSystem = false,
                Options = "auth_service_ticket_ttl = 60\nauth_mon_ticket_ttl = 90",
            },
            Token);
        await using var client = await RealClient.ConnectAsync(cluster);
        var globalId = client.Monitors.GlobalId;
        var (renewals, logins) = (0, 0);
        using var listening = client.Monitors.Listen(what =>
        {
            switch (what)
            {
                case MonitorEvent.KeysRenewed { Rotating: false }:
                    Interlocked.Increment(ref renewals);
                    break;
                case MonitorEvent.SessionOpened:
                    Interlocked.Increment(ref logins);
                    break;
                default:
                    break;
            }
        });
        var failures = new List<CommandResult>();
        await AskAllAsync();

        // The services' tickets after three quarters of their minute; when that minute is over, the monitors' own by a new login.
        await AskUntilAsync(() => Volatile.Read(ref renewals), "the services' tickets were renewed");
        await AskUntilAsync(() => Volatile.Read(ref logins), "the monitors' ticket was renewed");
        await RestartOsdAsync(cluster);
        await AskAllAsync();

        Assert.Empty(failures);
        Assert.Equal(globalId, client.Monitors.GlobalId);

        Task AskUntilAsync(Func<int> count, string what) => Eventually.SeeAsync(
            async () =>
            {
                await AskAllAsync();
                return count();
            },
            static seen => seen > 0,
            what,
            Token);

        async Task AskAllAsync()
        {
            CommandResult[] answers =
            [
                await client.Monitors.CommandAsync("{\"prefix\":\"status\"}", default, RealClient.Limit, Token),
                await client.Manager.CommandAsync("{\"prefix\":\"pg ls\"}", default, RealClient.Limit, Token),
                await client.Daemons.TellOsdAsync(0, "{\"prefix\":\"version\"}", default, RealClient.Limit, Token),
            ];
            failures.AddRange(answers.Where(static answer => answer.Code != 0));
        }
    }

    [Fact]
    public async Task Whoever_may_not_log_in_is_told_so_at_once()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(CephRelease.Pacific) { Osds = 1, HasFileSystem = false, HasManager = false }, Token);
        const string WrongKey = "AQBQ5SNp2Gr6HRAAYh1y1EOVOp9PZSDYqmEVVg==";

        var wrong = await Assert.ThrowsAsync<ClientException>(() => RealClient.ConnectAsync(cluster, ("key", WrongKey)));
        var unknown = await Assert.ThrowsAsync<ClientException>(() => RealClient.ConnectAsync(
            RealClient.ConfigurationOf(cluster, new EntityName(EntityType.Client, "nobody"), WrongKey)));
        var open = await Assert.ThrowsAsync<ClientException>(() => RealClient.ConnectAsync(cluster, ("auth_client_required", "none")));

        Assert.Equal((Errno.Access, Errno.Access, Errno.Access), (wrong.Errno, unknown.Errno, open.Errno));
        Assert.Contains("may not log in", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(
            "the cluster accepts the authentication [cephx], our configuration only [none]", open.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_fsid_is_only_a_warning_to_a_tool()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(CephRelease.Pacific) { Osds = 1, HasFileSystem = false, HasManager = false }, Token);
        await using var client = await RealClient.ConnectAsync(cluster, ("fsid", "01234567-0000-0000-0000-000000000000"));

        Assert.Equal(0, (await client.Monitors.CommandAsync("{\"prefix\":\"status\"}", default, RealClient.Limit, Token)).Code);
        Assert.Contains(client.Warnings, warning => warning.Contains(cluster.Fsid, StringComparison.Ordinal));
    }

    private static async Task RestartOsdAsync(RealCluster cluster)
    {
        await cluster.KillAsync("osd.0", Token);
        await cluster.AskAsync("osd down 0", Token);
        await cluster.StartDaemonAsync("osd.0", Token);
        await cluster.UntilCleanAsync(Token);
    }

    private static Task<CommandResult> SetAsync(ClusterClient client, int number) => client.Monitors.CommandAsync(
        $"{{\"prefix\":\"config-key set\",\"key\":\"client/n{number}\",\"val\":\"{number}\"}}", default, RealClient.Limit, Token);
}
