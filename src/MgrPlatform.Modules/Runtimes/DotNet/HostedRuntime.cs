namespace MgrPlatform.Modules.Runtimes.DotNet;

/// <summary>Runs trusted .NET modules inside the host (<c>"isolation": "host"</c>).</summary>
internal sealed class HostedRuntime(PluginBuilds builds, Action<string> reportLeak) : IRuntime
{
    public string? FindObstacle(RunnerStart start) => null;

    public async Task<IRunner> StartAsync(RunnerStart start, CancellationToken cancellationToken)
    {
        if (start.Attach)
        {
            throw new RunnerStartException("a module inside the host cannot be attached; set \"isolation\": \"child\" to debug it", isPermanent: true);
        }

        var assembly = await builds.PrepareAsync(start, cancellationToken);
        return await Task.Run(() => HostedRunner.Load(start, assembly, reportLeak), cancellationToken);
    }
}
