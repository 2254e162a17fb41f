using System.Diagnostics;
using System.Globalization;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.Benchmarks.Quorum.Servers;

namespace MgrPlatform.Benchmarks.Quorum;

/// <summary>
/// Committed writes of 64 bytes on three monitors of ours, three of Ceph's and three etcd, by turns on the same disk and from the same
/// process: one client at the leader, and sixteen all over the members. Each client waits for its answer before it writes again.
/// </summary>
internal sealed class QuorumWrites : IBenchmark
{
    private const int KeysPerClient = 500;
    private const int Many = 16;
    private const double GoalOfOne = 500;
    private const double GoalOfMany = 1500;
    private const int FlushSize = 4096;

    private static readonly string Value = new('v', 64);

    public string Name => "quorum writes";

    public async Task RunAsync(Report report, Pace pace)
    {
        MeasureDisk(report, pace);
        List<QuorumServers> all = [new OurServers()];
        Add(report, all, CephServers.FindObstacle(), "ceph-mon", static () => new CephServers());
        Add(report, all, EtcdServers.FindObstacle(), "etcd", static () => new EtcdServers());
        try
        {
            List<Side> sides = [];
            foreach (var servers in all)
            {
                await servers.StartAsync(CancellationToken.None);
                sides.Add(await Side.StartAsync(servers));
            }

            for (var round = -1; round < pace.Rounds; round++)
            {
                foreach (var side in sides)
                {
                    await side.MeasureAsync(round < 0 ? pace.WarmUp : pace.Phase, isWarmUp: round < 0);
                }
            }

            foreach (var side in sides)
            {
                side.Tell(report, Name);
                await side.DisposeAsync();
            }

            foreach (var other in sides.Skip(1))
            {
                report.AddRate(Name, $"ours : {other.Title}, 1 client", sides[0].One.Rate / other.One.Rate, "x", 1);
                report.AddRate(Name, $"ours : {other.Title}, {Many} clients", sides[0].Many.Rate / other.Many.Rate, "x", 1);
            }
        }
        finally
        {
            foreach (var servers in all)
            {
                await servers.DisposeAsync();
            }
        }
    }

    private void Add(Report report, List<QuorumServers> all, string? obstacle, string title, Func<QuorumServers> create)
    {
        if (obstacle is null)
        {
            all.Add(create());
        }
        else
        {
            report.Skip(Name, title, obstacle);
        }
    }

    /// <summary>What nobody can be faster than who keeps what he promises.</summary>
    private void MeasureDisk(Report report, Pace pace)
    {
        var folder = Directory.CreateTempSubdirectory("mgrp-disk-");
        var samples = new Samples();
        var block = new byte[FlushSize];
        var path = Path.Combine(folder.FullName, "log");
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            for (var i = 0; i < pace.Reads; i++)
            {
                file.Write(block);
                var start = Stopwatch.GetTimestamp();
                file.Flush(flushToDisk: true);
                samples.AddMilliseconds(start);
            }
        }

        var place = $"{new DriveInfo(folder.FullName).DriveFormat} at {folder.FullName}";
        report.Add(Name, "this disk: fsync of an append of 4 KiB", samples, note: place);
        folder.Delete(recursive: true);
    }

    private sealed class Series
    {
        private double _seconds;
        private double _processor;
        private double _client;

        public Samples Latency { get; } = new();

        public double Rate => Latency.Count / _seconds;

        public string Note => string.Create(
            CultureInfo.InvariantCulture,
            $"processor time of a write: servers {_processor * 1000 / Latency.Count:0.00} ms, "
                + $"this client {_client * 1000 / Latency.Count:0.00} ms");

        public void Add(IEnumerable<double> latencies, double seconds, double processor, double client)
        {
            Latency.AddRange(latencies);
            _seconds += seconds;
            _processor += processor;
            _client += client;
        }
    }

    private sealed class Side(QuorumServers servers, IReadOnlyList<IWriter> writers) : IAsyncDisposable
    {
        public string Title => servers.Title;

        public Series One { get; } = new();

        public Series Many { get; } = new();

        public static async Task<Side> StartAsync(QuorumServers servers)
        {
            var leader = await servers.LeaderAsync(CancellationToken.None);
            List<IWriter> writers = [];
            for (var i = 0; i < QuorumWrites.Many; i++)
            {
                writers.Add(await servers.ConnectAsync((leader + i) % QuorumServers.Count, CancellationToken.None));
            }

            return new Side(servers, writers);
        }

        public async Task MeasureAsync(TimeSpan time, bool isWarmUp)
        {
            foreach (var (series, count) in new[] { (One, 1), (Many, QuorumWrites.Many) })
            {
                var processor = servers.ProcessorTime();
                var own = Environment.CpuUsage.TotalTime.TotalSeconds;
                var start = Stopwatch.GetTimestamp();
                var latencies = await Task.WhenAll(Enumerable.Range(0, count).Select(i => WriteAsync(writers[i], i, time)));
                var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (!isWarmUp)
                {
                    series.Add(
                        latencies.SelectMany(static some => some),
                        seconds,
                        servers.ProcessorTime() - processor,
                        Environment.CpuUsage.TotalTime.TotalSeconds - own);
                }
            }
        }

        public void Tell(Report report, string benchmark)
        {
            foreach (var (series, who, goal) in new[] { (One, "1 client", GoalOfOne), (Many, $"{QuorumWrites.Many} clients", GoalOfMany) })
            {
                report.AddRate(benchmark, $"{Title}, {who}", series.Rate, "writes/s", servers is OurServers ? goal : null, series.Note);
                report.Add(benchmark, $"{Title}, {who}, one write", series.Latency);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var writer in writers)
            {
                await writer.DisposeAsync();
            }
        }

        private static async Task<List<double>> WriteAsync(IWriter writer, int client, TimeSpan time)
        {
            List<double> latencies = [];
            var begin = Stopwatch.GetTimestamp();
            for (var i = 0; Stopwatch.GetElapsedTime(begin) < time; i++)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"bench/{client}/{i % KeysPerClient}");
                var start = Stopwatch.GetTimestamp();
                await writer.PutAsync(key, Value, CancellationToken.None);
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return latencies;
        }
    }
}
