using MgrPlatform.Client.Managers;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>All that connects one daemon with its cluster: where it listens, its session with the monitors, its session with the manager.</summary>
internal sealed class DaemonLink : IAsyncDisposable
{
    private static readonly ConnectionMode[] Modes = [ConnectionMode.Crc, ConnectionMode.Secure];

    private readonly SocketTransport _transport = new();
    private readonly MessengerEndpoint _endpoint;
    private MonitorClient? _monitors;
    private ManagerClient? _manager;

    private DaemonLink(EntityType type, long? number, TimeProvider time, ILoggerFactory loggers) => _endpoint = new MessengerEndpoint(
        new LocalEntity(type, EntityAddressVector.Empty, MessengerEndpoint.NewNonce(), number),
        MessengerOptions.Default,
        _transport,
        time,
        loggers.CreateLogger<MessengerEndpoint>());

    public MonitorClient Monitors => _monitors!;

    public ManagerClient Manager => _manager!;

    public EntityAddressVector Addresses => _endpoint.Us.Addresses;

    /// <summary>Listens, logs in at the monitors, and follows the active manager.</summary>
    /// <param name="handler">Owns the connections of those who come to us.</param>
    /// <param name="listener">Hears the monitors, from the first message on.</param>
    /// <exception cref="Client.ClientException">The cluster refuses us, or is not there.</exception>
    public static async Task<DaemonLink> OpenAsync(
        RecordedDaemonOptions options,
        IReadOnlyList<string> subscriptions,
        IPeerHandler handler,
        IManagerReporter reporter,
        Action<DaemonLink, MonitorEvent> listener,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var name = options.Configuration.Name;
        var clientOptions = await MonitorClientOptions.FromAsync(options.Configuration, cancellationToken) with { Subscriptions = subscriptions };
        var link = new DaemonLink(name.Type, name.Type == EntityType.Osd && int.TryParse(name.Id, out var id) ? id : null, options.Time, loggers);
        try
        {
            var accept = new AcceptOptions(
                () => link._monitors?.Credentials.VerifierFor(name.Type, Modes), static _ => PeerPolicy.Lossy, handler);
            await link._endpoint.ListenAsync([options.Address], accept, cancellationToken);
            link._monitors = new MonitorClient(clientOptions, link._endpoint, options.Time, loggers.CreateLogger<MonitorClient>());
            link._monitors.Listen(told => listener(link, told));
            await link._monitors.ConnectAsync(options.ConnectLimit, cancellationToken);
            link._manager = new ManagerClient(link._monitors, link._endpoint, reporter, options.Time, loggers.CreateLogger<ManagerClient>());
            await link._manager.StartAsync();
            return link;
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says goodbye to the manager and the monitors.</summary>
    public async ValueTask DisposeAsync()
    {
        await (_manager?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_monitors?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _endpoint.DisposeAsync();
        _transport.Dispose();
    }
}
