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
            await MeasureAsync(report, $"{language.Title}, the only one", language, 1, goal);
            await MeasureAsync(report, $"{language.Title}, each of {Together}", language, Together, goal);
        }
    }

    private async Task MeasureAsync(Report report, string title, BenchLanguage language, int count, double? goal)
    {
        BenchModule[] modules = [.. Enumerable.Range(1, count).Select(number => language.Copy("idle", number))];
        await using var host = await BenchHost.StartAsync(modules);
        var processes = modules.Select(module => host.Module(module.Name).ProcessId!.Value).ToArray();
        var samples = new Samples();
        samples.AddRange(await SettledAsync(processes));
        var alone = processes.Max(static process => Mebibytes(process, "Private_Clean:", "Private_Dirty:"));
        report.Add(Name, title, samples, "MiB", goal, $"{alone:0.0} MiB are its own; the rest depends on who else runs the same program");
    }

    /// <summary>Looks until two looks in a row say the same, within one in a hundred.</summary>
    private static async Task<double[]> SettledAsync(int[] processes)
    {
        var last = processes.Select(static process => Mebibytes(process, "Pss:")).ToArray();
        for (var look = 0; look < 20; look++)
        {
            await Task.Delay(Between);
            var now = processes.Select(static process => Mebibytes(process, "Pss:")).ToArray();
            if (Math.Abs(now.Sum() - last.Sum()) < last.Sum() / 100)
            {
                return now;
            }

            last = now;
        }

        throw new TimeoutException("the memory of idle modules does not settle");
    }

    private static double Mebibytes(int process, params string[] fields)
    {
        var lines = File.ReadAllLines($"/proc/{process}/smaps_rollup").Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return lines.Where(line => fields.Contains(line[0])).Sum(static line => double.Parse(line[1], CultureInfo.InvariantCulture)) / 1024;
    }
}
