using System.Globalization;
using System.Text.Json;
using MgrPlatform.Benchmarks.Hosting;
using MgrPlatform.Benchmarks.Measuring;

namespace MgrPlatform.Benchmarks.Ceph;

/// <summary>
/// The same Python module in a real ceph-mgr and in ours, called by a Python client, quiet and while another module computes.
/// ceph-mgr is called over one librados session; ours over a Unix socket with a connection for each command.
/// </summary>
internal sealed class ManagerRoundTrip : IBenchmark
{
    private const double Slower = 1.2;
    private const double Disturbed = 1.3;

    public string Name => "beside ceph-mgr";

    public async Task RunAsync(Report report, Pace pace)
    {
        if (await CephManager.FindObstacleAsync() is { } obstacle)
        {
            report.Skip(Name, "python module, python client", obstacle);
            return;
        }

        await using var ceph = await CephManager.StartAsync();
        await using var host = await BenchHost.StartAsync(BenchLanguage.Python.Module("bench"), BenchLanguage.Python.Module("spin"));
        await using var server = host.Listen(out var socket);
        var theirs = new Side("ceph-mgr, librados", "rados", ceph.Conf);
        var ours = new Side("ours, admin socket", "asok", socket);
        for (var round = 0; round < pace.Rounds; round++)
        {
            await theirs.MeasureAsync(pace);
            await ours.MeasureAsync(pace);
        }

        theirs.Tell(report, Name, null);
        ours.Tell(report, Name, Disturbed);
        report.AddFigure(Name, "ours : ceph-mgr, quiet", ours.Quiet.P50 / theirs.Quiet.P50, "x", Slower, "theirs keeps a session, ours connects for each command");
        report.AddFigure(Name, "ours : ceph-mgr, neighbour computes", ours.Busy.P50 / theirs.Busy.P50, "x");
    }

    private sealed class Side(string title, string how, string where)
    {
        private readonly Samples _shares = new();

        public Samples Quiet { get; } = new();

        public Samples Busy { get; } = new();

        public async Task MeasureAsync(Pace pace)
        {
            Quiet.AddRange((await RunAsync(pace)).Ms);
            var disturbed = await RunAsync(pace, "spin py");
            Busy.AddRange(disturbed.Ms);
            _shares.Add(disturbed.Cpu!.Value);
        }

        public void Tell(Report report, string benchmark, double? goal)
        {
            report.Add(benchmark, $"{title}, quiet", Quiet);
            report.Add(benchmark, $"{title}, neighbour computes", Busy, note: $"it got {_shares.P50 * 100:0} % of a core; a call took up to {Busy.Max:0.0} ms");
            report.AddFigure(benchmark, $"{title}, disturbed : quiet", Busy.P50 / Quiet.P50, "x", goal, $"at p99 {Busy.P99 / Quiet.P99:0.00} x");
        }

        private async Task<Answer> RunAsync(Pace pace, params string[] spin)
        {
            var seconds = pace.Phase.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            var text = await Tool.RunAsync("/usr/bin/python3", [CephManager.ClientScript, how, where, seconds, "bench py", .. spin]);
            return JsonSerializer.Deserialize<Answer>(text, JsonSerializerOptions.Web)!;
        }
    }

    private sealed record Answer(double[] Ms, double? Cpu);
}
