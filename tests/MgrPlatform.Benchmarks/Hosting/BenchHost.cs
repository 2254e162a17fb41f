using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.Modules;
using MgrPlatform.Modules.AdminSocket;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.TestKit.Backend;
using MgrPlatform.TestKit.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Benchmarks.Hosting;

/// <summary>A module host with real children and the modules of a benchmark, all running.</summary>
internal sealed class BenchHost(TestModuleHost test) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public ModuleHost Host => test.Host;

    public MemoryBackend Backend => test.Backend;

    public string Folder => test.Folder;

    /// <summary>Starts the host and waits until its modules run.</summary>
    /// <exception cref="InvalidOperationException">One does not; the message names it, with the reason.</exception>
    public static async Task<BenchHost> StartAsync(params BenchModule[] modules)
    {
        var host = new BenchHost(await TestModuleHost.StartAsync(
            (plugins, backend) =>
            {
                foreach (var module in modules)
                {
                    module.Install(plugins);
                }

                backend.Enable([.. modules.Select(module => module.Name)]);
            },
            static options => options with
            {
                BuildSources = false,
                ScanInterval = TimeSpan.Zero,
                AccountInterval = new ModuleHostOptions { StateDirectory = "", SdkDirectory = "" }.AccountInterval,
            }));
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            await host.Host.WhenSettledAsync(limit.Token);
            if (host.Host.Modules.FirstOrDefault(module => module.State != ModuleState.Running) is { } lame)
            {
                throw new InvalidOperationException($"module {lame.Name} is {lame.State}: {lame.Reason}");
            }

            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public ModuleStatus Module(string name) => Host.Modules.Single(module => module.Name == name);

    /// <summary>Carries out a command and gives its output.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<string> CallAsync(JsonObject command)
    {
        var result = await Host.ExecuteAsync(new CommandRequest(command, default, CommandCaller.Local), CancellationToken.None);
        return result.IsSuccess ? result.OutputText : throw new InvalidOperationException($"{command["prefix"]}: {result.Code} {result.Status}");
    }

    /// <summary>A command that answers with a list of milliseconds.</summary>
    public async Task<double[]> TimesAsync(JsonObject command) => JsonSerializer.Deserialize<double[]>(await CallAsync(command))!;

    /// <summary>Calls one after the other for so long.</summary>
    public static async Task CallForAsync(TimeSpan duration, Func<Task> call, Samples? into)
    {
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
        {
            var start = Stopwatch.GetTimestamp();
            await call();
            into?.AddMilliseconds(start);
        }
    }

    /// <summary>Measures a call in turns, quiet and while a neighbour computes; tells both and their ratio.</summary>
    public async Task MeasureBesideNeighbourAsync(
        Report report, Pace pace, string benchmark, string name, string spin, Func<Task> call, double? goal)
    {
        var tail = TimeSpan.FromMilliseconds(150); // The neighbour goes on until the last call is answered.
        var quiet = new Samples();
        var disturbed = new Samples();
        var computed = new Samples();
        await CallForAsync(pace.WarmUp, call, null);
        for (var round = 0; round < pace.Rounds; round++)
        {
            await CallForAsync(pace.Phase, call, quiet);
            var seconds = (pace.Phase + tail).TotalSeconds;
            await CallAsync(new JsonObject { ["prefix"] = spin, ["seconds"] = seconds });
            await CallForAsync(pace.Phase, call, disturbed);
            var cpu = await CallAsync(new JsonObject { ["prefix"] = $"{spin} report" });
            computed.Add(double.Parse(cpu, CultureInfo.InvariantCulture) / seconds);
        }

        report.Add(benchmark, $"{name}, quiet", quiet);
        report.Add(
            benchmark, $"{name}, neighbour computes", disturbed, note: $"it got {computed.P50 * 100:0} % of a core");
        report.AddFigure(
            benchmark, $"{name}, disturbed : quiet", disturbed.P50 / quiet.P50, "x", goal, note: $"at p99 {disturbed.P99 / quiet.P99:0.00} x");
    }

    /// <summary>Opens an admin socket for the host's commands.</summary>
    public AdminSocketServer Listen(out string path)
    {
        path = Path.Combine(Folder, "mgr.x.asok");
        var server = new AdminSocketServer(
            new AdminSocketOptions { Path = path }, () => Host.Commands, Host.ExecuteAsync, NullLogger<AdminSocketServer>.Instance);
        server.Start();
        return server;
    }

    public ValueTask DisposeAsync() => test.DisposeAsync();
}
