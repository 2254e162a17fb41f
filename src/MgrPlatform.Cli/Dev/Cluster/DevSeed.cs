using System.Text.Json;
using MgrPlatform.DevCluster.Daemons;

namespace MgrPlatform.Cli.Dev.Cluster;

/// <summary>What a new dev cluster has from the beginning. Made once; what is changed later stays changed.</summary>
internal sealed class DevSeed(DevDaemons daemons)
{
    private const string Filesystem = "cephfs";
    private const string Profile = "k2";
    private static readonly string[] Modules = ["fsstatus", "rest", "webhook"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The bundled modules, before a manager is there.</summary>
    /// <exception cref="CommandLineException">The monitors refuse something.</exception>
    public Task PlantModulesAsync(CancellationToken cancellationToken) => OnceAsync(
        "mgrp/dev/modules",
        async () =>
        {
            foreach (var module in Modules)
            {
                // Nobody has told the monitors yet which modules there are.
                await daemons.AskAsync($$"""{"prefix":"mgr module enable","module":"{{module}}","force":true}""", cancellationToken);
            }
        },
        cancellationToken);

    /// <summary>The recorded pools and their file system, when there are OSDs to hold them.</summary>
    /// <exception cref="CommandLineException">The monitors refuse something.</exception>
    public Task PlantPoolsAsync(CancellationToken cancellationToken) => OnceAsync(
        "mgrp/dev/pools",
        async () =>
        {
            var exists = (await daemons.AskAsync("""{"prefix":"osd pool ls"}""", cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await daemons.AskAsync(
                $$"""{"prefix":"osd erasure-code-profile set","name":"{{Profile}}","profile":["k=2","m=1"],"force":true}""", cancellationToken);
            foreach (var pool in new RecordedStorage().Pools.Where(pool => !exists.Contains(pool.Name)))
            {
                var kind = pool.IsErasure ? $$""","pool_type":"erasure","erasure_code_profile":"{{Profile}}" """ : "";
                await daemons.AskAsync(
                    $$"""{"prefix":"osd pool create","pool":"{{pool.Name}}","pg_num":{{pool.PgCount}},"pgp_num":{{pool.PgCount}}{{kind}}}""", cancellationToken);
                if (pool.Application != Filesystem)
                {
                    await daemons.AskAsync(
                        $$"""{"prefix":"osd pool application enable","pool":"{{pool.Name}}","app":"{{pool.Application}}"}""", cancellationToken);
                }
            }

            await daemons.AskAsync($$"""{"prefix":"fs new","fs_name":"{{Filesystem}}","metadata":"fsmeta","data":"fsdata"}""", cancellationToken);
        },
        cancellationToken);

    /// <summary>Waits until every group is clean, or the patience is over: a cluster that somebody broke on purpose starts all the same.</summary>
    /// <returns>Whether they are.</returns>
    public async Task<bool> WhenCleanAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (!IsClean(await daemons.AskAsync("""{"prefix":"status","format":"json"}""", limit.Token)))
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }

            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool IsClean(string status)
    {
        using var json = JsonDocument.Parse(status);
        var groups = json.RootElement.GetProperty("pgmap");
        return groups.GetProperty("num_pgs").GetInt32() > 0
            && groups.GetProperty("pgs_by_state") is var states && states.GetArrayLength() == 1
            && states[0].GetProperty("state_name").GetString() == "active+clean";
    }

    private async Task OnceAsync(string marker, Func<Task> plant, CancellationToken cancellationToken)
    {
        var kept = await daemons.AskAsync("""{"prefix":"config-key ls","format":"json"}""", cancellationToken);
        if (!kept.Contains($"\"{marker}\"", StringComparison.Ordinal))
        {
            await plant();
            await daemons.AskAsync($$"""{"prefix":"config-key set","key":"{{marker}}","val":"{{Product.Version}}"}""", cancellationToken);
        }
    }
}
