using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.TestKit;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Integration.Tests.BadPeers;

/// <summary>Peers that are too many, or take nothing of what they ask for.</summary>
public sealed class CrowdTests(Siege siege, ITestOutputHelper output) : IClassFixture<Siege>
{
    private const int Strangers = 10_000;
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task Ten_thousand_connections_that_say_nothing_keep_nobody_out()
    {
        Assert.SkipUnless(OpenFiles.Limit > Strangers + 1000, $"this process may have {OpenFiles.Limit} descriptors only");
        List<Socket> crowd = [];
        try
        {
            var report = await siege.WithstandAsync("a", "closed before they had proved", async () =>
            {
                for (var i = 0; i < Strangers; i++)
                {
                    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    crowd.Add(socket);
                    await socket.ConnectAsync(
                        siege.Monitors.Target("a").Addresses[0].EndPoint!, TestContext.Current.CancellationToken);
                }
            });
            output.WriteLine(report.ToString());
            Assert.True(report.Grown < 128 * Megabyte, report.ToString());
        }
        finally
        {
            crowd.ForEach(static socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task A_thousand_sessions_that_say_nothing_cost_little()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("MGRP_IDLE"), CultureInfo.InvariantCulture, out var set) ? set : 1000;
        await using var peer = new BadPeer(siege.Monitors);
        List<Attempt> all = [];
        var report = await siege.WithstandAsync(null, "was not let in", async () =>
        {
            for (var i = 0; i < count; i++)
            {
                all.Add(await peer.EnterAsync("b"));
            }
        });
        output.WriteLine($"{count} sessions: {report}");
        Assert.All(all, static one => Assert.False(one.IsClosed));
        Assert.True(report.Grown < (128 * Megabyte) + (count * 64L * 1024), report.ToString());
    }

    [Fact]
    public async Task Clients_that_ask_without_end_and_read_nothing_are_cut_off()
    {
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = new BadPeer(siege.Monitors, reading: reading.Task);
        var report = await siege.WithstandAsync("b", "was cut off: it does not take what it is sent", async () =>
        {
            var before = siege.Monitors.Logged("b", "was cut off");
            List<Attempt> greedy = [await peer.EnterAsync("b"), await peer.EnterAsync("b"), await peer.EnterAsync("b")];
            greedy.ForEach(SubscribeToAll);
            await Eventually.SeeAsync(
                () =>
                {
                    greedy.ForEach(Ask);
                    return Task.FromResult(siege.Monitors.Logged("b", "was cut off") - before);
                },
                static cutOff => cutOff > 0,
                $"a client that does not read is cut off; the log is\n{siege.Monitors.Log}",
                TestContext.Current.CancellationToken);
        });
        output.WriteLine(report.ToString());
        Assert.True(report.Grown < 768L * Megabyte, report.ToString());
        reading.SetResult();
    }

    private static void SubscribeToAll(Attempt attempt)
    {
        string[] all = [
            "monmap", "osdmap", "mgrmap", "fsmap", "mdsmap", "config", "kv:", "servicemap", "mgrdigest", "log-debug", "osd_pg_creates",
        ];
        attempt.Connection.Send(new MMonSubscribe(
            all.ToDictionary(static what => what, static _ => new Subscription(0, SubscriptionFlags.None)), "host"));
    }

    /// <summary>The longest answer that a young cluster has.</summary>
    private void Ask(Attempt attempt)
    {
        var command = JsonSerializer.Serialize(new { prefix = "get_command_descriptions" });
        for (var i = 0; i < 50; i++)
        {
            attempt.Connection.Send(new MMonCommand(0, siege.Monitors.Fsid, [command]), transactionId: (ulong)i + 1);
        }
    }
}
