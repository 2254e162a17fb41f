using MgrPlatform.Client;

namespace MgrPlatform.Cli.Dev.Quorum;

/// <summary>What a new dev cluster has from the beginning. Made once; what is changed later stays changed.</summary>
internal sealed class QuorumSeed(ClusterClient admin)
{
    private const string Marker = "mgrp/dev/seeded";
    private static readonly string[] Modules = ["fsstatus", "rest", "webhook"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <exception cref="CommandLineException">The monitors refuse something.</exception>
    public async Task PlantAsync(CancellationToken cancellationToken)
    {
        var marker = await admin.Monitors.CommandAsync(
            $$"""{"prefix":"config-key exists","key":"{{Marker}}"}""", default, Patience, cancellationToken);
        if (marker.IsSuccess)
        {
            return;
        }

        foreach (var module in Modules)
        {
            // Nobody has told the monitors yet which modules there are.
            await AskAsync($$"""{"prefix":"mgr module enable","module":"{{module}}","force":true}""", cancellationToken);
        }

        await AskAsync($$"""{"prefix":"config-key set","key":"{{Marker}}","val":"{{Product.Version}}"}""", cancellationToken);
    }

    private async Task AskAsync(string command, CancellationToken cancellationToken)
    {
        var answer = await admin.Monitors.CommandAsync(command, default, Patience, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new CommandLineException($"a new cluster cannot be furnished: {command}: {answer.Status}", ExitCode.Failure);
        }
    }
}
