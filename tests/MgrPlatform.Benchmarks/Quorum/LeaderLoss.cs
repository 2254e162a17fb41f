using System.Diagnostics;
using System.Globalization;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.Benchmarks.Quorum.Servers;

namespace MgrPlatform.Benchmarks.Quorum;

/// <summary>
/// How long writes stand still when the leader is killed or told to stop: the longest wait of a client that writes without a pause, one
/// at the leader and one at another member.
/// </summary>
internal sealed class LeaderLoss : IBenchmark
{
    private const double KilledGoal = 1500;
    private const double StoppedGoal = 300;

    public string Name => "leader loss";

    public async Task RunAsync(Report report, Pace pace)
    {
        await using var servers = new OurServers();
        await servers.StartAsync(CancellationToken.None);
        foreach (var (how, goal) in new[] { ("SIGKILL", KilledGoal), ("SIGTERM", StoppedGoal) })
        {
            var near = new Samples();
            var far = new Samples();
            for (var i = 0; i < pace.Losses; i++)
            {
                await LoseAsync(servers, how == "SIGKILL", near, far);
            }

            Tell(report, $"{how}, client of another member", far, goal);
            Tell(report, $"{how}, client of the leader", near, goal);
        }
    }

    private void Tell(Report report, string @case, Samples samples, double goal)
    {
        report.Add(Name, @case, samples, note: string.Create(CultureInfo.InvariantCulture, $"at most {samples.Max:0} ms"));
        report.AddFigure(Name, $"{@case}, p95", samples.P95, "ms", goal);
    }

    private static async Task LoseAsync(OurServers servers, bool isKill, Samples near, Samples far)
    {
        var leader = await servers.LeaderAsync(CancellationToken.None);
        await using var ofLeader = await servers.ConnectAsync(leader, CancellationToken.None);
        await using var ofOther = await servers.ConnectAsync((leader + 1) % QuorumServers.Count, CancellationToken.None);
        await Task.WhenAll(ofLeader.PutAsync("near", "first", default), ofOther.PutAsync("far", "first", default));
        if (isKill)
        {
            await servers.KillAsync(leader);
        }
        else
        {
            servers.Terminate(leader);
        }

        var gone = servers.ExitAsync(leader);
        var waits = await Task.WhenAll(LongestAsync(ofLeader, "near", gone), LongestAsync(ofOther, "far", gone));
        near.Add(waits[0]);
        far.Add(waits[1]);
        servers.Start(leader);
        await servers.UntilAllAsync(CancellationToken.None);
    }

    /// <summary>Until a write has been committed that began when the leader was gone.</summary>
    private static async Task<double> LongestAsync(IWriter writer, string key, Task gone)
    {
        var longest = TimeSpan.Zero;
        bool isLast;
        do
        {
            isLast = gone.IsCompleted;
            var start = Stopwatch.GetTimestamp();
            await writer.PutAsync(key, "value", CancellationToken.None);
            var wait = Stopwatch.GetElapsedTime(start);
            longest = wait > longest ? wait : longest;
        }
        while (!isLast);
        return longest.TotalMilliseconds;
    }
}
