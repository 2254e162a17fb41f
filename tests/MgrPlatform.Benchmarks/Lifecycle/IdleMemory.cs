using System.Globalization;
using MgrPlatform.Benchmarks.Hosting;
using MgrPlatform.Benchmarks.Measuring;

namespace MgrPlatform.Benchmarks.Lifecycle;

/// <summary>What a module that does nothing costs, as the kernel counts it (PSS: shared pages are divided among those who share them).</summary>
internal sealed class IdleMemory : IBenchmark
{
    private const int Together = 5;
    private const double PythonGoal = 16;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    public string Name => "idle memory";

    public async Task RunAsync(Report report, Pace pace)
    {
        foreach (var language in BenchLanguage.All.Where(language => !language.InHost))
        {
            var goal = language == BenchLanguage.Python ? PythonGoal : (double?)null;
            report.Add(Name, $"{language.Title}, the only one", await MeasureAsync(language, 1), "MiB", goal);
            report.Add(Name, $"{language.Title}, each of {Together}", await MeasureAsync(language, Together), "MiB", goal);
        }
    }

    private static async Task<Samples> MeasureAsync(BenchLanguage language, int count)
    {
        BenchModule[] modules = [.. Enumerable.Range(1, count).Select(number => language.Copy("idle", number))];
        await using var host = await BenchHost.StartAsync(modules);
        var processes = modules.Select(module => host.Module(module.Name).ProcessId!.Value).ToArray();
        var samples = new Samples();
        samples.AddRange(await SettledAsync(processes));
        return samples;
    }

    /// <summary>Looks until two looks in a row say the same, within one in a hundred.</summary>
    private static async Task<double[]> SettledAsync(int[] processes)
    {
        var last = processes.Select(ProportionalMebibytes).ToArray();
        for (var look = 0; look < 20; look++)
        {
            await Task.Delay(Between);
            var now = processes.Select(ProportionalMebibytes).ToArray();
            if (Math.Abs(now.Sum() - last.Sum()) < last.Sum() / 100)
            {
                return now;
            }

            last = now;
        }

        throw new TimeoutException("the memory of idle modules does not settle");
    }

    private static double ProportionalMebibytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/smaps_rollup").First(static line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
