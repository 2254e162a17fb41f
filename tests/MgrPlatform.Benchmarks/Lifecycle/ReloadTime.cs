using System.Diagnostics;
using MgrPlatform.Benchmarks.Hosting;
using MgrPlatform.Benchmarks.Measuring;

namespace MgrPlatform.Benchmarks.Lifecycle;

/// <summary>From <c>module reload</c> until the new code answers. The old code answers meanwhile. .NET modules are built beforehand.</summary>
internal sealed class ReloadTime : IBenchmark
{
    private const int WarmUps = 2;

    public string Name => "reload";

    public async Task RunAsync(Report report, Pace pace)
    {
        foreach (var language in BenchLanguage.All)
        {
            var module = language.Module("bench");
            await using var host = await BenchHost.StartAsync(module);
            var samples = new Samples();
            for (var i = -WarmUps; i < pace.Reloads; i++)
            {
                var start = Stopwatch.GetTimestamp();
                if (await host.Host.ReloadAsync(module.Name, CancellationToken.None) is { } problem)
                {
                    throw new InvalidOperationException(problem);
                }

                if (i >= 0)
                {
                    samples.AddMilliseconds(start);
                }
            }

            report.Add(Name, language.Title, samples);
        }
    }
}
