using System.Globalization;
using System.Text.Json;
using MgrPlatform.Benchmarks.Measuring;

namespace MgrPlatform.Benchmarks.Ceph;

/// <summary>
/// The same Python module in a real ceph-mgr and in ours, called by the same client over one librados session, quiet and while another module
/// computes. The two managers take turns in one real cluster, so that monitor, machine and moment are the same for both.
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
            report.Skip(Name, "python module, librados", obstacle);
            return;
        }

        await using var ceph = await CephManager.StartAsync();
        await ceph.StartOursAsync();
        var theirs = new Side("ceph-mgr", ceph.Conf);
        var ours = new Side("ours", ceph.Conf);
        for (var round = 0; round < pace.Rounds; round++)
        {
            await ceph.SwitchToAsync(CephManager.Theirs);
            await theirs.MeasureAsync(pace);
            await ceph.SwitchToAsync(CephManager.Ours);
            await ours.MeasureAsync(pace);
        }

        theirs.Tell(report, Name, null);
        ours.Tell(report, Name, Disturbed);
        report.AddFigure(
            Name, "ours : ceph-mgr, quiet", ours.Quiet.P50 / theirs.Quiet.P50, "x", Slower, $"at p99 {ours.Quiet.P99 / theirs.Quiet.P99:0.00} x");
        report.AddFigure(
            Name, "ours : ceph-mgr, neighbour computes", ours.Busy.P50 / theirs.Busy.P50, "x", null, $"at p99 {ours.Busy.P99 / theirs.Busy.P99:0.00} x");
    }

    private sealed class Side(string title, string conf)
    {
        private readonly Samples _shares = new();

        public Samples Quiet { get; } = new();

        public Samples Busy { get; } = new();

        public async Task MeasureAsync(Pace pace)
        {
            await RunAsync(pace.WarmUp);
            Quiet.AddRange((await RunAsync(pace.Phase)).Ms);
            var disturbed = await RunAsync(pace.Phase, "spin py");
            Busy.AddRange(disturbed.Ms);
            _shares.Add(disturbed.Cpu!.Value);
        }

        public void Tell(Report report, string benchmark, double? goal)
        {
            report.Add(benchmark, $"{title}, quiet", Quiet);
            report.Add(benchmark, $"{title}, neighbour computes", Busy, note: $"it got {_shares.P50 * 100:0} % of a core; a call took up to {Busy.Max:0.0} ms");
            report.AddFigure(benchmark, $"{title}, disturbed : quiet", Busy.P50 / Quiet.P50, "x", goal, $"at p99 {Busy.P99 / Quiet.P99:0.00} x");
        }

        private async Task<Answer> RunAsync(TimeSpan duration, params string[] spin)
        {
            var seconds = duration.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            var text = await Tool.RunAsync("/usr/bin/python3", [CephManager.ClientScript, conf, seconds, "bench py", .. spin]);
            return JsonSerializer.Deserialize<Answer>(text, JsonSerializerOptions.Web)!;
        }
    }

    private sealed record Answer(double[] Ms, double? Cpu);
}
