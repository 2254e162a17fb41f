using MgrPlatform.Client.Monitors;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Interop.Tests.Clients;

/// <summary>What must hold besides, where keys are checked.</summary>
public abstract class CephxClientTests(ClusterFixture fixture) : ClientTests(fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_daemon_gets_the_keys_to_check_its_clients_and_keeps_them_when_they_are_wiped()
    {
        var cluster = await ClusterAsync();
        var name = new EntityName(EntityType.Manager, "ours");
        var created = await cluster.CephAsync(["auth", "get-or-create-key", "mgr.ours", "mon", "allow profile mgr"], default, Token);
        var key = created.Text.Trim();
        var options = await MonitorClientOptions.FromAsync(RealClient.ConfigurationOf(cluster, name, key), Token);
        using var transport = new SocketTransport();
        await using var endpoint = new MessengerEndpoint(
            new LocalEntity(EntityType.Manager, EntityAddressVector.Empty, MessengerEndpoint.NewNonce()),
            MessengerOptions.Default, transport, TimeProvider.System, NullLogger<MessengerEndpoint>.Instance);
        await using var monitors = new MonitorClient(options, endpoint, TimeProvider.System, NullLogger<MonitorClient>.Instance);

        await monitors.ConnectAsync(RealClient.Limit, Token);

        var before = monitors.Credentials.RotatingKeys!;
        Assert.Equal(3, before.Keys.Count);
        if (cluster.Plan.Release == CephRelease.Tentacle)
        {
            await cluster.AskAsync("auth wipe-rotating-service-keys", Token);
            await Eventually.SeeAsync(
                () => monitors.Credentials.RotatingKeys!, keys => !keys.Keys.First().Value.Key.Equals(before.Keys.First().Value.Key),
                "new keys", Token);
        }
    }
}
