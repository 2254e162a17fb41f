using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MgrPlatform.Integration.Tests.Quorum;
using MgrPlatform.TestKit;

namespace MgrPlatform.Integration.Tests.BadPeers;

/// <summary>Three monitors for all tests here, and what must hold whatever bad peers do to them.</summary>
public sealed class Siege : IAsyncLifetime
{
    private const int Members = 3;
    private const int WritesAfter = 20;

    // Between two lines of one kind, however often it happens.
    private const double SecondsBetweenLines = 10;
    private MonitorProcesses? _monitors;

    internal MonitorProcesses Monitors => _monitors!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _monitors = await MonitorProcesses.StartAsync(Members);

    public ValueTask DisposeAsync() => _monitors?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>
    /// An honest client writes all the while, and sees no error; there is no election; and every monitor logs what happens, but no more
    /// often than every ten seconds.
    /// </summary>
    /// <param name="attacked">The monitor whose log must have the line; null when none has to.</param>
    /// <param name="line">A part of it.</param>
    internal async Task<SiegeReport> WithstandAsync(string? attacked, string line, Func<Task> attack)
    {
        await using var client = await Monitors.ConnectAsync("a");
        var epoch = await EpochAsync(client);
        var logged = Monitors.Names.Select(name => Monitors.Logged(name, line)).ToList();
        var memory = Monitors.Names.Select(Monitors.Memory).ToList();
        var watch = Stopwatch.StartNew();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var work = new HonestWork();
        var writing = work.RunAsync(client, end.Token);
        try
        {
            await attack();
            var soFar = work.Writes;
            await Eventually.SeeAsync(() => work.Writes, writes => writes >= soFar + WritesAfter, "an honest client writes", Token);
            if (attacked is not null)
            {
                await Eventually.SeeAsync(
                    () => Monitors.Logged(attacked, line), count => count > logged[Monitors.Names.ToList().IndexOf(attacked)],
                    $"mon.{attacked} logs '{line}'; the log is\n{Monitors.Log}", Token);
            }
        }
        finally
        {
            await end.CancelAsync();
            await writing;
        }

        Assert.Equal(epoch, await EpochAsync(client));
        for (var i = 0; i < Members; i++)
        {
            var lines = Monitors.Logged(Monitors.Names[i], line) - logged[i];
            Assert.True(
                lines <= 1 + (watch.Elapsed.TotalSeconds / SecondsBetweenLines),
                $"mon.{Monitors.Names[i]} says '{line}' {lines} times in {watch.Elapsed}:\n{Monitors.Log}");
        }

        return new SiegeReport(
            watch.Elapsed, work.Writes, work.Longest, Monitors.Names.Select((name, i) => Monitors.Memory(name) - memory[i]).Max());
    }

    private static async Task<long> EpochAsync(QuorumClient client) =>
        JsonDocument.Parse(await client.DoAsync("quorum_status")).RootElement.GetProperty("election_epoch").GetInt64();
}
