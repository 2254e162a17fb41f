using System.Text.Json.Nodes;
using MgrPlatform.Benchmarks.Hosting;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.Modules.AdminSocket;

namespace MgrPlatform.Benchmarks.Commands;

/// <summary>The same through the admin socket, with a connection for each command as Ceph's protocol has it.</summary>
internal sealed class AdminSocketRoundTrip : IBenchmark
{
    private const double Goal = 1.3;

    public string Name => "admin socket";

    public async Task RunAsync(Report report, Pace pace)
    {
        var language = BenchLanguage.Python;
        await using var host = await BenchHost.StartAsync(language.Module("bench"), language.Module("spin"));
        await using var server = host.Listen(out var path);
        var client = new AdminSocketClient(path);
        var command = new JsonObject { ["prefix"] = $"bench {language.Suffix}" };
        await host.MeasureBesideNeighbourAsync(
            report,
            pace,
            Name,
            language.Title,
            $"spin {language.Suffix}",
            async () =>
            {
                var result = await client.SendAsync(command, default, CancellationToken.None);
                if (!result.IsSuccess)
                {
                    throw new InvalidOperationException($"{result.Code} {result.Status}");
                }
            },
            Goal);
    }
}
