using System.Collections.Concurrent;
using System.Net;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Handshake;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Client.Tests.Monitors;

public sealed class CutConnectionTests
{
    // For a crowded machine: it only matters when something hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // The messenger's own tests cut at every byte; here every place counts where the client's state differs.
    private const int Step = 7;

    [Theory]
    [InlineData(ConnectionMode.Crc)]
    [InlineData(ConnectionMode.Secure)]
    public async Task Wherever_the_connection_is_cut_the_command_is_answered(ConnectionMode mode)
    {
        var transport = new MemoryTransport();
        var keys = new TestKeys();
        var key = keys.Add(MachineHarness.Admin);
        await using var monitor = new FakeMonitor(keys, transport, new IPEndPoint(IPAddress.Loopback, 3300));
        await monitor.StartAsync();
        var options = new MonitorClientOptions { Name = MachineHarness.Admin, Key = key, Seeds = [monitor.Address], MonitorModes = [mode] };
        var whole = new CuttingTransport(transport, long.MaxValue, long.MaxValue);
        await CommandAsync(options, whole);
        var failures = new ConcurrentQueue<string>();
        var (up, down) = whole.Carried;
        Assert.InRange(up, 500, 5000);
        Assert.InRange(down, 500, 5000);
        var cuts = Cuts(up)
            .Select(static at => (Up: at, Down: long.MaxValue))
            .Concat(Cuts(down).Select(static at => (Up: long.MaxValue, Down: at)));

        await Parallel.ForEachAsync(cuts, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (cut, _) =>
        {
            var cutting = new CuttingTransport(transport, cut.Up, cut.Down);
            var code = await CommandAsync(options, cutting);
            if (code != 0 || cutting.Connections < 2)
            {
                failures.Enqueue($"cut after {cut}: code {code}, {cutting.Connections} connections");
            }
        });

        Assert.Empty(failures);
    }

    private static IEnumerable<long> Cuts(long carried)
    {
        // The last bytes are the goodbye's.
        for (long at = 0; at < carried - 100; at += Step)
        {
            yield return at;
        }
    }

    private static async Task<int> CommandAsync(MonitorClientOptions options, ITransport transport)
    {
        await using var client = await ClusterClient.ConnectAsync(
            options, Limit, transport, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var answer = await client.Monitors.CommandAsync("{\"prefix\":\"status\"}", default, Limit, CancellationToken.None);
        return answer.Code;
    }
}
