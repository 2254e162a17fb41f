using System.Diagnostics;
using System.Globalization;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Benchmarks.Messenger;

/// <summary>From nothing to a session with cephx at a monitor, and a message there and back on it; both ends in one process.</summary>
internal sealed class ConnectionSetUp : IBenchmark
{
    private const int PerRound = 200;
    private const int RoundTrips = 2000;

    public string Name => "connect";

    public async Task RunAsync(Report report, Pace pace)
    {
        foreach (var mode in new[] { ConnectionMode.Crc, ConnectionMode.Secure })
        {
            var message = new OutgoingMessage(50, 1, 1, new byte[100]);
            using var server = new BenchPeer { Answer = connection => connection.Send(message) };
            await using var ends = await BenchEnds.StartAsync(server);
            var (setUp, roundTrip) = (new Samples(), new Samples());
            for (var i = -PerRound; i < PerRound * pace.Rounds; i++)
            {
                using var client = new BenchPeer();
                var start = Stopwatch.GetTimestamp();
                var connection = ends.Connect(mode, client);
                await client.ReadyAsync();
                if (i >= 0)
                {
                    setUp.AddMilliseconds(start);
                }

                connection.Close("measured");
                await client.ClosedAsync();
            }

            using var peer = new BenchPeer();
            var kept = ends.Connect(mode, peer);
            await peer.ReadyAsync();
            for (var i = -RoundTrips; i < RoundTrips * pace.Rounds; i++)
            {
                var start = Stopwatch.GetTimestamp();
                kept.Send(message);
                await peer.ArrivalAsync();
                if (i >= 0)
                {
                    roundTrip.AddMilliseconds(start);
                }
            }

            var rate = string.Create(CultureInfo.InvariantCulture, $"{1000 / setUp.P50:0} a second, one after the other");
            report.Add(Name, $"cephx aes256k, {mode}", setUp, "ms", note: rate);
            report.Add(Name, $"round trip of 100 B, {mode}", roundTrip, "ms");
        }
    }
}
