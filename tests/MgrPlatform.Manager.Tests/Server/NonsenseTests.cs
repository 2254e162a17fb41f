using System.Buffers;
using System.Net.Sockets;
using MgrPlatform.Manager.Tests.Daemons;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Modules.Backend;
using MgrPlatform.TestKit;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Server;

/// <summary>
/// As much garbage as the machine carries for a second, before and after somebody has proved who he is: it costs its connection, an
/// honest daemon's reports all arrive meanwhile, nothing is kept of it, and the log says it once.
/// </summary>
[Collection(MemoryCollection.Name)]
public sealed class NonsenseTests(ITestOutputHelper output)
{
    private const int Megabyte = 1024 * 1024;
    private const int Floods = 4;
    private const int LinesAtMost = 3; // One every ten seconds, and a crowded machine makes a second of flood longer.

    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);
    private static readonly PerfCounterType[] Types = [Reports.Type("osd.op_r"), Reports.Type("osd.op_w")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flood_of_bytes_before_a_login_is_thrown_away()
    {
        using var transport = new SocketTransport();
        await WithstandAsync(transport, "before it has proved who it is", (scene, flood, stop) => FloodAsync(
            Garbage(flood, flood % 2 == 0 ? Hello() : []),
            async next =>
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(scene.Address, stop);
                return await TappedTransport.FloodAsync(socket, next, stop);
            },
            stop));
    }

    [Fact]
    public async Task A_flood_of_bytes_after_a_login_is_thrown_away()
    {
        using var transport = new SocketTransport();
        await WithstandAsync(transport, "breaks the format", (scene, flood, stop) =>
        {
            var tap = new TappedTransport();
            var attacker = scene.Connect(EntityType.Osd, $"{100 + flood}", tap);
            return FloodAsync(Garbage(flood, []), async next =>
            {
                attacker.Open().Send(Reports.Open($"{100 + flood}"));
                await attacker.ReceiveAsync<MMgrConfigure>();
                var taken = await tap.FloodAsync(next, stop);
                attacker.Leave();
                await attacker.UntilClosedAsync();
                return taken;
            }, stop);
        });
    }

    [Fact]
    public async Task A_flood_of_whole_messages_that_say_nothing_is_thrown_away()
    {
        using var transport = new SocketTransport();
        MessageKind[] kinds =
        [
            MMgrReport.KindOf, MPGStats.KindOf, MMgrOpen.KindOf, MMgrUpdate.KindOf, MMgrCommand.KindOf,
            new MessageKind((MessageType)0x7abc, 1),
        ];
        await WithstandAsync(transport, "breaks the format", (scene, flood, stop) =>
        {
            var attacker = scene.Connect(EntityType.Osd, $"{100 + flood}");
            var turn = flood;
            return FloodAsync(Garbage(flood, []), async next =>
            {
                attacker.Open().Send(Reports.Open($"{100 + flood}"));
                await attacker.ReceiveAsync<MMgrConfigure>();
                var kind = kinds[turn++ % kinds.Length];
                long taken = 0;
                for (var message = 0; message < 64; message++)
                {
                    var bytes = next();
                    taken += attacker.SendRaw(kind, bytes) ? bytes.Length : 0;
                }

                attacker.Leave();
                await attacker.UntilClosedAsync();
                return taken;
            }, stop);
        });
    }

    [Fact]
    public async Task Messages_that_are_nearly_right_cost_at_most_their_connection()
    {
        const int PerKind = 150;
        await using var scene = await ServerScene.StartAsync();
        var honest = await scene.OpenOsdAsync(0);
        var random = new Random(11);
        foreach (var message in Right())
        {
            var front = MessageCodec.EncodeFront(message);
            for (var attempt = 0; attempt < PerKind; attempt++)
            {
                var attacker = scene.Connect(EntityType.Osd, "1");
                await attacker.OpenAsOsdAsync(1);
                attacker.SendRaw(message.Kind, Spoil(front, random));
                attacker.Leave();
                await attacker.UntilClosedAsync();
            }
        }

        honest.Send(Reports.Report("0", Types, Types, 10, 20));
        await scene.UntilReportedAsync("osd.op_r", 10);
        Assert.DoesNotContain(scene.Log, static line => line.Contains("failed", StringComparison.Ordinal));
        Assert.All(scene.Index.Daemons, static daemon => Assert.Contains(daemon.Key.ToString(), (string[])["osd.0", "osd.1"]));
        Assert.InRange(scene.Log.Count, 3, 3 + LinesAtMost); // Two open, one breaks the format, one is not believed.
    }

    /// <summary>Floods, while an honest OSD reports; all that it said must be there at the end, and nothing of the floods.</summary>
    private async Task WithstandAsync(
        SocketTransport transport, string line, Func<ServerScene, int, CancellationToken, Task<(long Bytes, int Connections)>> flood)
    {
        await using var scene = await ServerScene.StartAsync(transport: transport);
        var osd = await scene.OpenOsdAsync(0);
        osd.Send(Reports.Report("0", Types, Types, 0, 0));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var burst = CancellationTokenSource.CreateLinkedTokenSource(Token);
        burst.CancelAfter(Burst);
        var floods = Enumerable.Range(0, Floods).Select(attacker => Task.Run(() => flood(scene, attacker, burst.Token), Token)).ToArray();
        var flooding = Task.WhenAll(floods);
        ulong sent = 0;
        while (!flooding.IsCompleted || sent == 0)
        {
            osd.Send(Reports.Report("0", Types, [], ++sent, sent));
            osd.Send(new MPGStats { Epoch = (uint)sent });
            await scene.UntilReportedAsync("osd.op_r", sent);
            Assert.Equal((0, (uint)sent), await NextStatsAsync(scene));
        }

        var carried = await flooding;
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine(
            $"{carried.Sum(static one => one.Bytes) / Megabyte} MB on {carried.Sum(static one => one.Connections)} connections, "
                + $"{sent} reports meanwhile, memory grown by {grown / 1024} KiB");
        Assert.All(carried, static one => Assert.True(one.Bytes > 0, "an attacker got nothing through"));
        Assert.InRange(scene.Log.Count(logged => logged.Contains(line, StringComparison.Ordinal)), 1, Floods * LinesAtMost);
        Assert.DoesNotContain(scene.Log, static logged => logged.Contains("failed", StringComparison.Ordinal));
        Assert.All(scene.Index.Daemons.Where(static daemon => daemon.Key.Id != "0"), static daemon => Assert.Empty(daemon.Counters));
        Assert.Equal(sent, scene.Index.Find(new DaemonKey("osd", "0"))!.Counters["osd.op_w"].Latest()!.Value.Value);
        Assert.False(scene.Stats.Reader.TryRead(out _));
        Assert.True(grown < 64 * Megabyte, $"memory has grown by {grown / Megabyte} MB");
        await Eventually.SeeAsync(
            () => scene.Connections.Count, static count => count == 1, "only the honest one is left", Token);
    }

    private static async Task<(int Osd, uint Epoch)> NextStatsAsync(ServerScene scene)
    {
        var (osd, report) = await scene.Stats.Reader.ReadAsync(Token).AsTask().WaitAsync(Eventually.Limit, Token);
        return (osd, report.Epoch);
    }

    private static async Task<(long Bytes, int Connections)> FloodAsync(
        Func<ReadOnlyMemory<byte>> next, Func<Func<ReadOnlyMemory<byte>>, Task<long>> floodOne, CancellationToken stop)
    {
        var (bytes, connections) = (0L, 0);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                bytes += await floodOne(next);
                connections++;
            }
            catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
            {
                // The end of the burst, or a connection that was refused: there are too many.
            }
        }

        return (bytes, connections);
    }

    /// <param name="beginning">What comes first.</param>
    private static Func<ReadOnlyMemory<byte>> Garbage(int seed, byte[] beginning)
    {
        var random = new Random(seed);
        var bytes = new byte[Megabyte];
        random.NextBytes(bytes);
        beginning.CopyTo(bytes.AsSpan());
        return () => bytes.AsMemory(0, random.Next(1, bytes.Length));
    }

    /// <summary>The banner of the protocol, so that what follows is taken for frames.</summary>
    private static byte[] Hello()
    {
        var written = new ArrayBufferWriter<byte>();
        Banner.Ours.Write(written);
        return written.WrittenSpan.ToArray();
    }

    private static Message[] Right() =>
    [
        Reports.Report("1", Types, Types, 5, 6) with
        {
            HealthMetrics = [new DaemonHealthMetric(DaemonHealthMetricType.SlowOperations, 1)],
            DaemonStatus = new() { ["a"] = "b" },
            TaskStatus = new() { ["c"] = "d" },
        },
        Reports.Open("1"),
        Reports.OpenService("1", "osd", ("hostname", "vm")),
        new MMgrClose("1", ""),
        new MPGStats
        {
            Epoch = 9,
            PgStats = new Dictionary<PgId, PgStat> { [new PgId(1, 2)] = new PgStat { Up = [1, 2], Acting = [1, 2] } },
        },
        new MMgrCommand(Guid.Empty, ["{\"prefix\":\"fs status\",\"format\":\"json\"}"]),
        new MCommand(Guid.Empty, ["{\"prefix\":\"pg stat\"}"]),
    ];

    private static byte[] Spoil(byte[] right, Random random)
    {
        var wrong = random.Next(3) == 0 ? right[..random.Next(right.Length)] : (byte[])right.Clone();
        for (var changes = random.Next(1, 4); changes > 0 && wrong.Length > 0; changes--)
        {
            wrong[random.Next(wrong.Length)] = (byte)(random.Next(3) == 0 ? 0xff : random.Next(256));
        }

        return wrong;
    }
}
