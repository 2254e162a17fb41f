using System.Text.Json.Nodes;
using MgrPlatform.Benchmarks.Hosting;
using MgrPlatform.Benchmarks.Measuring;

namespace MgrPlatform.Benchmarks.Commands;

/// <summary>A command through the host to a module and back, quiet and while another module of the language computes.</summary>
internal sealed class CommandRoundTrip : IBenchmark
{
    private const double GoalOfChildren = 1.3;

    public string Name => "command";

    public async Task RunAsync(Report report, Pace pace)
    {
        foreach (var language in BenchLanguage.All)
        {
            await using var host = await BenchHost.StartAsync(language.Module("bench"), language.Module("spin"));
            var command = new JsonObject { ["prefix"] = $"bench {language.Suffix}" };
            await host.MeasureBesideNeighbourAsync(
                report, pace, Name, language.Title, $"spin {language.Suffix}", () => host.CallAsync(command), language.InHost ? null : GoalOfChildren);
        }
    }
}
