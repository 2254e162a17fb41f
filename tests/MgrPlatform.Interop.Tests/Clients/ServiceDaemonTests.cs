using System.Text.Json.Nodes;
using MgrPlatform.Client.Managers;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.TestKit;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Interop.Tests.Clients;

/// <summary>A daemon of ours reports to a real manager.</summary>
[Collection(PacificCollection.Name)]
public sealed class ServiceDaemonTests(PacificFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_of_ours_appears_with_its_metadata_reports_counters_and_leaves()
    {
        var cluster = await fixture.GetAsync();
        var options = await MonitorClientOptions.FromAsync(RealClient.ConfigurationOf(cluster), Token);
        using var transport = new SocketTransport();
        await using var endpoint = new MessengerEndpoint(
            new LocalEntity(EntityType.Client, EntityAddressVector.Empty, MessengerEndpoint.NewNonce()),
            MessengerOptions.Default, transport, TimeProvider.System, NullLogger<MessengerEndpoint>.Instance);
        await using var monitors = new MonitorClient(options, endpoint, TimeProvider.System, NullLogger<MonitorClient>.Instance);
        await monitors.ConnectAsync(RealClient.Limit, Token);
        var probe = new Probe();
        var daemon = new ManagerClient(monitors, endpoint, probe, TimeProvider.System, NullLogger<ManagerClient>.Instance);
        await daemon.StartAsync();

        Func<Task<JsonNode?>> look = async () => Daemon(await cluster.AskAsync("service dump -f json", Token));
        var seen = await Eventually.SeeAsync<JsonNode?>(look, static found => found is not null, "our service", Token);
        await Eventually.SeeAsync(() => probe.Collected, static times => times >= 2, "two reports", Token);
        var status = await cluster.AskAsync("service status -f json", Token);

        Assert.Equal("violet", seen!["metadata"]!["colour"]!.GetValue<string>());
        Assert.Contains("probing", status, StringComparison.Ordinal);
        await daemon.DisposeAsync();
        await Eventually.SeeAsync<JsonNode?>(look, static found => found is null, "our service gone", Token);
    }

    private static JsonNode? Daemon(string services) => JsonNode.Parse(services)!["services"]!["mgrplatform"]?["daemons"]?["probe"];

    private sealed class Probe : IManagerReporter
    {
        private int _collected;

        public int Collected => Volatile.Read(ref _collected);

        public MMgrOpen Introduce() => new(
            "probe", "mgrplatform", ServiceDaemon: true,
            new Dictionary<string, string> { ["colour"] = "violet" }, new Dictionary<string, string> { ["state"] = "probing" }, null, null);

        public DaemonReport Collect(MMgrConfigure wanted)
        {
            var number = (ulong)Interlocked.Increment(ref _collected);
            return new DaemonReport
            {
                Counters =
                [
                    (new PerfCounterType("probe.looks", "how often", "look", PerfCounterKind.Number | PerfCounterKind.Counter, 10, default),
                        new PerfCounterValue(number, 0, 0)),
                    (new PerfCounterType("probe.latency", "how long", "lat", PerfCounterKind.Time | PerfCounterKind.Average, 8, default),
                        new PerfCounterValue(number * 1_000_000, number, number)),
                ],
                Status = new OrderedDictionary<string, string> { ["state"] = "probing" },
            };
        }
    }
}
