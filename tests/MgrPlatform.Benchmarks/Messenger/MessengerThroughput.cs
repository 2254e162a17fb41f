using System.Diagnostics;
using System.Globalization;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Benchmarks.Messenger;

/// <summary>
/// Messages from one end to the other over loopback as fast as they go, beside a raw socket that writes the same payloads and beside
/// AES-GCM alone. Rounds of all take turns, so that what else the machine does falls on each.
/// </summary>
internal sealed class MessengerThroughput : IBenchmark
{
    private const double Mega = 1_000_000;
    private const double CrcGoal = 2;
    private const double SecureGoal = 1.5;
    private const int LargePayload = 65536;

    public string Name => "messenger";

    public async Task RunAsync(Report report, Pace pace)
    {
        foreach (var (payload, count, step) in new[] { (LargePayload, 8_000, 64), (100, 400_000, 1_000) })
        {
            Series raw = new(), crc = new(), secure = new(), encrypt = new(), bothEnds = new();
            for (var round = -1; round < pace.Rounds; round++)
            {
                var isWarmUp = round < 0;
                await raw.AddAsync(() => Limits.RawSocketAsync(payload, count), isWarmUp);
                await crc.AddAsync(() => SendAsync(ConnectionMode.Crc, payload, count, step), isWarmUp);
                await encrypt.AddAsync(() => Task.FromResult(Limits.AesGcm(payload, count, bothEnds: false)), isWarmUp);
                await bothEnds.AddAsync(() => Task.FromResult(Limits.AesGcm(payload, count, bothEnds: true)), isWarmUp);
                await secure.AddAsync(() => SendAsync(ConnectionMode.Secure, payload, count, step), isWarmUp);
            }

            var size = payload.ToString(CultureInfo.InvariantCulture) + " B";
            var isLarge = payload == LargePayload;
            report.Add(Name, $"{size}, raw socket", raw.Speed, "MB/s");
            report.Add(Name, $"{size}, crc", crc.Speed, "MB/s", note: Messages(crc.Speed, payload));
            report.Add(Name, $"{size}, AES-GCM, encrypt only", encrypt.Speed, "MB/s");
            report.Add(Name, $"{size}, AES-GCM, both ends", bothEnds.Speed, "MB/s", note: "one thread encrypts and decrypts");
            report.Add(Name, $"{size}, secure", secure.Speed, "MB/s", note: Messages(secure.Speed, payload));
            report.AddFigure(Name, $"{size}, raw socket / crc", raw.Speed.P50 / crc.Speed.P50, "x", isLarge ? CrcGoal : null);
            report.AddFigure(
                Name, $"{size}, AES-GCM both ends / secure", bothEnds.Speed.P50 / secure.Speed.P50, "x", isLarge ? SecureGoal : null);
            report.AddFigure(Name, $"{size}, AES-GCM encrypt / secure", encrypt.Speed.P50 / secure.Speed.P50, "x");

            // What neighbours take does not count here.
            report.AddFigure(Name, $"{size}, processor time of crc / raw socket", crc.Cost / raw.Cost, "x");
            report.AddFigure(
                Name, $"{size}, processor time of secure / raw socket and AES-GCM", secure.Cost / (raw.Cost + bothEnds.Cost), "x");
        }
    }

    private static string Messages(Samples samples, int payload) =>
        string.Create(CultureInfo.InvariantCulture, $"{samples.P50 * Mega / payload:0} messages/s");

    /// <summary>With a window of a few steps, so that memory is not what is measured.</summary>
    internal static async Task<double> SendAsync(ConnectionMode mode, int payload, int count, int step)
    {
        const int Window = 4;
        using var server = new BenchPeer { Step = step };
        using var client = new BenchPeer();
        await using var ends = await BenchEnds.StartAsync(server);
        var connection = ends.Connect(mode, client);
        await client.ReadyAsync();
        var message = new OutgoingMessage(50, 1, 1, new byte[payload]);
        var start = Stopwatch.GetTimestamp();
        for (var steps = 0; steps < count / step; steps++)
        {
            if (steps >= Window)
            {
                await server.ArrivalAsync();
            }

            for (var i = 0; i < step; i++)
            {
                if (!connection.Send(message))
                {
                    throw new InvalidOperationException("the outbox is full");
                }
            }
        }

        for (var i = 0; i < Window; i++)
        {
            await server.ArrivalAsync();
        }

        return (double)payload * count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The rounds of one case.</summary>
    private sealed class Series
    {
        private readonly Samples _seconds = new();

        /// <summary>MB a second.</summary>
        public Samples Speed { get; } = new();

        /// <summary>Seconds of processor time a round, of all threads.</summary>
        public double Cost => _seconds.P50;

        public async Task AddAsync(Func<Task<double>> round, bool isWarmUp)
        {
            var before = Environment.CpuUsage.TotalTime;
            var bytesPerSecond = await round();
            if (!isWarmUp)
            {
                Speed.Add(bytesPerSecond / Mega);
                _seconds.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            }
        }
    }
}
