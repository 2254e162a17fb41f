using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MgrPlatform.Benchmarks.Ceph;
using MgrPlatform.Benchmarks.Measuring;

namespace MgrPlatform.Benchmarks.Load;

/// <summary>
/// 1000 and 5000 OSDs in another process that log in with cephx all at once, then report 129 counters and their share of 10,041 placement
/// groups, over real connections, while a client asks <c>osd perf</c>. Real ceph-mgr with 1000 OSDs: 29.7 % of a core at 1000 reports a
/// second and 72 % at 4000, 587 MiB, p99 34 and 63 ms. CPU is the manager's process alone.
/// </summary>
internal sealed class DaemonLoad : IBenchmark
{
    private const double MiB = 1024 * 1024;
    private static readonly (int Rate, double GoalCpu)[] Steps = [(1000, 14.9), (4000, 36)];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public string Name => "daemons";

    public async Task RunAsync(Report report, Pace pace)
    {
        foreach (var count in new[] { 1000, 5000 })
        {
            await using var manager = await LoadedManager.StartAsync(count);
            var info = new ProcessStartInfo(Environment.ProcessPath!, [Crowd.Word, $"{manager.Address.Port}", $"{manager.Address.Nonce}", $"{count}"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            using var crowd = Tool.Start(info);
            try
            {
                await MeasureAsync(report, pace, manager, crowd, count);
            }
            finally
            {
                crowd.Kill();
                await crowd.WaitForExitAsync();
            }
        }
    }

    private async Task MeasureAsync(Report report, Pace pace, LoadedManager manager, Process crowd, int count)
    {
        await AnswerAsync(crowd); // It has prepared what it will send.
        var before = Environment.CpuUsage.TotalTime;
        var opened = await TellAsync(crowd, "open");
        var storm = Environment.CpuUsage.TotalTime - before;
        report.AddFigure(
            Name,
            $"{count} connect at once",
            opened.Milliseconds,
            "ms",
            count == 1000 ? 1000 : null,
            string.Create(CultureInfo.InvariantCulture, $"first connect to last answer; {storm.TotalMilliseconds:0} ms CPU of the manager; the peers are on the same cores; {opened.Refused} had to try again"));
        await UntilTakenAsync(manager, opened.Sent);
        var seconds = pace.IsQuick ? 6 : 20;
        await TellAsync(crowd, $"report {Steps[0].Rate} {(pace.IsQuick ? 4 : 10)}"); // Warm-up.
        foreach (var (rate, goal) in Steps)
        {
            var (sentBefore, start) = (manager.Taken, Stopwatch.GetTimestamp());
            before = Environment.CpuUsage.TotalTime;
            manager.TakeLongestStep();
            var collections = Collections.SoFar;
            var said = await TellAsync(crowd, $"report {rate} {seconds}");
            await UntilTakenAsync(manager, said.Sent);
            var (cpu, took) = (Environment.CpuUsage.TotalTime - before, Stopwatch.GetElapsedTime(start));
            var title = $"{count} daemons, {rate}/s";
            var taken = manager.Taken - sentBefore;
            report.AddFigure(
                Name, $"{title}, CPU", cpu / took * 100, "% of a core", goal,
                string.Create(CultureInfo.InvariantCulture, $"{taken / took.TotalSeconds:0} reports/s taken, none dropped; {cpu.TotalMilliseconds / taken * 1000:0} ms for 1000"));
            report.AddFigure(Name, $"{title}, osd perf p99", said.PerfP99, "ms", 20, string.Create(
                CultureInfo.InvariantCulture,
                $"p50 {said.PerfP50:0.0} ms; {Collections.SoFar - collections}; steps up to {manager.TakeLongestStep().TotalMilliseconds:0} ms"));
            report.AddFigure(Name, $"{title}, memory", Environment.WorkingSet / MiB, "MiB", 300, "resident");
        }

        if (manager.Daemons != count || manager.UnknownGroups > 0)
        {
            throw new InvalidOperationException($"{manager.Daemons} daemons are connected, {manager.UnknownGroups} groups were never reported");
        }
    }

    private static async Task<CrowdAnswer> TellAsync(Process crowd, string line)
    {
        await crowd.StandardInput.WriteLineAsync(line);
        await crowd.StandardInput.FlushAsync();
        return await AnswerAsync(crowd);
    }

    private static async Task<CrowdAnswer> AnswerAsync(Process crowd)
    {
        using var limit = new CancellationTokenSource(Patience);
        var line = await crowd.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("the crowd has ended");
        return JsonSerializer.Deserialize<CrowdAnswer>(line)!;
    }

    private static async Task UntilTakenAsync(LoadedManager manager, long sent)
    {
        var start = Stopwatch.GetTimestamp();
        while (manager.Taken < sent)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"{sent} reports were sent and {manager.Taken} taken");
            }

            await Task.Delay(10);
        }
    }
}
