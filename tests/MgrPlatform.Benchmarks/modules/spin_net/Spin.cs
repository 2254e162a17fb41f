using System.Diagnostics;
using System.Globalization;
using MgrPlatform.PluginSdk;

namespace MgrPlatform.Benchmarks.Modules;

/// <summary>Computes without a pause on a thread of its own when it is told to.</summary>
public sealed class Spin : MgrModule
{
    private Task<double> _last = Task.FromResult(0.0);

    [ModuleCommand("spin net", Permission = "r", Description = "Compute without a pause for so long, from now on")]
    public string Start(double seconds)
    {
        _last = Task.Factory.StartNew(() => Compute(seconds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return "ok";
    }

    [ModuleCommand("spin net report", Permission = "r", Description = "Seconds that the last computation went on; waits for its end")]
    public async Task<string> Report() => (await _last).ToString(CultureInfo.InvariantCulture);

    private static double Compute(double seconds)
    {
        var watch = Stopwatch.StartNew();
        var start = ThreadTime();
        long x = 1;
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            for (var i = 0; i < 10_000; i++)
            {
                x = x * 48271 % 2147483647;
            }
        }

        GC.KeepAlive(x);
        return ThreadTime() - start;
    }

    /// <summary>Seconds of processor time of this thread, from the kernel's own account.</summary>
    private static double ThreadTime() =>
        long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e9;
}
