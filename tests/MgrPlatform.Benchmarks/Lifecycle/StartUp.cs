using System.Diagnostics;
using MgrPlatform.Benchmarks.Hosting;
using MgrPlatform.Benchmarks.Measuring;

namespace MgrPlatform.Benchmarks.Lifecycle;

/// <summary>From nothing until twenty modules run.</summary>
internal sealed class StartUp : IBenchmark
{
    public string Name => "start-up";

    public async Task RunAsync(Report report, Pace pace)
    {
        BenchModule[] modules =
        [
            .. Copies(BenchLanguage.Python, 7), .. Copies(BenchLanguage.JavaScript, 6), .. Copies(BenchLanguage.DotNet, 4), .. Copies(BenchLanguage.DotNetInHost, 3),
        ];
        var samples = new Samples();
        for (var i = 0; i < pace.StartUps; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await using var host = await BenchHost.StartAsync(modules);
            samples.AddMilliseconds(start);
        }

        report.Add(Name, $"{modules.Length} modules", samples, note: "7 python, 6 javascript, 4 dotnet child, 3 dotnet in host");
    }

    private static IEnumerable<BenchModule> Copies(BenchLanguage language, int count) =>
        Enumerable.Range(1, count).Select(number => language.Copy("idle", number));
}
