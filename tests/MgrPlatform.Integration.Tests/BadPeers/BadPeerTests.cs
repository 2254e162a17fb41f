using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.TestKit;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Integration.Tests.BadPeers;

/// <summary>Peers that are wrong: their key, their cluster, their bytes.</summary>
public sealed class BadPeerTests(Siege siege, ITestOutputHelper output) : IClassFixture<Siege>
{
    private const int NotPermitted = -1;

    [Fact]
    public async Task Who_has_a_wrong_key_or_no_name_is_refused()
    {
        await using var peer = new BadPeer(siege.Monitors);
        output.WriteLine((await siege.WithstandAsync("b", "was not let in", async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var name = i % 2 == 0 ? BadPeer.Admin : new EntityName(EntityType.Client, "nobody");
                var wrong = CephxKey.Create(KeyType.Aes256k, BadPeer.Now, BadPeer.Fill);
                var outcome = await peer.Connect("b", BadPeer.Login(name, wrong)).OutcomeAsync();
                Assert.Equal(CloseKind.AuthenticationRefused, outcome?.Kind);
            }
        })).ToString());
    }

    [Fact]
    public async Task Who_says_again_what_a_monitor_or_a_client_said_when_it_logged_in_is_refused()
    {
        await using var client = new BadPeer(siege.Monitors);
        await using var monitor = new BadPeer(siege.Monitors, EntityType.Monitor);
        var keys = new MonitorKeys(monitor.KeyOf(MonitorKeys.Monitors));
        var asClient = new RecordedAuthenticator(client.HonestLogin());
        var asMonitor = new RecordedAuthenticator(keys.Authenticator(BadPeer.Now, BadPeer.Fill));
        Assert.Null(await client.Connect("b", asClient).OutcomeAsync());
        Assert.Null(await monitor.Connect("b", asMonitor).OutcomeAsync());

        output.WriteLine((await siege.WithstandAsync(null, "was not let in", async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(
                    CloseKind.AuthenticationRefused, (await client.Connect("b", asClient.Again()).OutcomeAsync())?.Kind);
                Assert.Equal(
                    CloseKind.AuthenticationRefused, (await monitor.Connect("b", asMonitor.Again()).OutcomeAsync())?.Kind);
            }
        })).ToString());
    }

    [Fact]
    public async Task Garbage_from_who_has_not_logged_in_costs_its_connection()
    {
        output.WriteLine((await siege.WithstandAsync("a", "breaks the format before", async () =>
        {
            var random = new Random(1);
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => SayAsync(Garbage(i, random))));
        })).ToString());
    }

    [Fact]
    public async Task Garbage_from_who_has_logged_in_costs_its_connection()
    {
        MessageType[] types = [
            MessageType.MonCommand, MessageType.MonSubscribe, MessageType.Log, MessageType.MgrBeacon, MessageType.OsdBoot,
            MessageType.MdsBeacon, MessageType.Forward,
        ];
        output.WriteLine((await siege.WithstandAsync("b", "breaks the format: ", async () =>
        {
            for (var i = 0; i < 30; i++)
            {
                await using var peer = new BadPeer(siege.Monitors);
                var attempt = await peer.EnterAsync("b");
                if (i % 3 == 0)
                {
                    await peer.WriteAsync(RandomNumberGenerator.GetBytes(4096));
                }
                else
                {
                    var front = new byte[64];
                    front.AsSpan().Fill(0xff);
                    attempt.Connection.Send(new OutgoingMessage((ushort)types[i % types.Length], Version: 9, OldestReader: 1, front));
                }

                Assert.Equal(CloseKind.Reset, (await attempt.ClosedAsync()).Kind);
            }
        })).ToString());
    }

    [Fact]
    public async Task Commands_for_another_cluster_are_refused()
    {
        await using var peer = new BadPeer(siege.Monitors);
        var attempt = await peer.EnterAsync("c");
        output.WriteLine((await siege.WithstandAsync(null, "wrong fsid", async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                attempt.Connection.Send(new MMonCommand(0, Guid.NewGuid(), ["{\"prefix\":\"config-key rm\",\"key\":\"honest\"}"]));
                var answer = await attempt.NextAsync<MMonCommandAck>();
                Assert.Equal((NotPermitted, "wrong fsid"), (answer.Result, answer.Status));
            }
        })).ToString());
    }

    [Fact]
    public async Task A_monitor_of_another_cluster_with_the_same_keys_stays_outside()
    {
        const string Line = "is a monitor of another cluster";
        output.WriteLine((await siege.WithstandAsync("a", Line, async () =>
        {
            await siege.Monitors.StartStrangerAsync("x");
            foreach (var name in siege.Monitors.Names)
            {
                await siege.Monitors.UntilLoggedAsync(name, Line, lines: 0);
            }

            // It asks every two seconds.
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(7));
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            await siege.Monitors.UntilQuorumAsync([.. siege.Monitors.Names]);
            Assert.All(siege.Monitors.Names, name => Assert.Equal(1, siege.Monitors.Logged(name, Line)));
            await siege.Monitors.KillAsync("x");
        })).ToString());
    }

    /// <summary>Says it, and reads until the monitor has closed.</summary>
    private async Task SayAsync(byte[] bytes)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Eventually.Limit);
        await socket.ConnectAsync(siege.Monitors.Target("a").Addresses[0].EndPoint!, limit.Token);
        try
        {
            await socket.SendAsync(bytes, limit.Token);
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // Closed with something of ours unread.
        }
    }

    private static byte[] Garbage(int number, Random random)
    {
        var bytes = new byte[random.Next(64, 5000)];
        random.NextBytes(bytes);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Banner.Ours.Write(output);
        return (number % 4) switch
        {
            0 => bytes,
            1 => Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: " + number.ToString(CultureInfo.InvariantCulture) + "\r\n\r\n"),
            2 => [.. output.WrittenSpan, .. bytes],
            _ => Announced(output, bytes),
        };
    }

    /// <summary>A whole hello, and then what is no frame.</summary>
    private static byte[] Announced(System.Buffers.ArrayBufferWriter<byte> output, byte[] bytes)
    {
        new Wire.Frames.FrameEncoder().Write(output, new Hello(EntityType.Client, EntityAddress.None).ToFrame());
        return [.. output.WrittenSpan, .. bytes];
    }
}
