using MgrPlatform.Client.Configuration;
using MgrPlatform.Client.Daemons;
using MgrPlatform.Client.Managers;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Client;

/// <summary>All that a tool needs of a cluster: its monitors, its manager, its daemons. A daemon puts its own together.</summary>
public sealed class ClusterClient : IAsyncDisposable
{
    private readonly MessengerEndpoint _endpoint;
    private readonly SocketTransport? _ownTransport;

    private ClusterClient(MonitorClientOptions options, ITransport? transport, TimeProvider time, ILoggerFactory loggers)
    {
        _ownTransport = transport is null ? new SocketTransport() : null;
        var us = new LocalEntity(EntityType.Client, EntityAddressVector.Empty, MessengerEndpoint.NewNonce());
        _endpoint = new MessengerEndpoint(
            us, MessengerOptions.Default, transport ?? _ownTransport!, time, loggers.CreateLogger<MessengerEndpoint>());
        Monitors = new MonitorClient(options, _endpoint, time, loggers.CreateLogger<MonitorClient>());
        Manager = new ManagerClient(Monitors, _endpoint, reporter: null, time, loggers.CreateLogger<ManagerClient>());
        Daemons = new DaemonClient(Monitors, _endpoint, time);
    }

    public MonitorClient Monitors { get; }

    public ManagerClient Manager { get; }

    public DaemonClient Daemons { get; }

    /// <summary>What the operator should know, though it is no reason to stop: a key that others may read, another cluster than the
    /// configuration names.</summary>
    public IReadOnlyList<string> Warnings =>
    [
        .. Monitors.Options.Warnings,
        .. Monitors.Options.Fsid is { } fsid && Monitors.Maps.MonMap is { } map && map.Fsid != fsid
            ? [$"this is the cluster {map.Fsid}, though the configuration says fsid = {fsid}"]
            : Array.Empty<string>(),
    ];

    /// <summary>Connects with what a ceph.conf says.</summary>
    /// <param name="limit">How long to look for a monitor; null for <c>client_mount_timeout</c>.</param>
    /// <exception cref="ClientException">Something is missing in the configuration, the cluster refuses us, or nobody answers.</exception>
    public static async Task<ClusterClient> ConnectAsync(
        CephConfiguration configuration, TimeSpan? limit, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var options = await MonitorClientOptions.FromAsync(configuration, cancellationToken);
        var patience = limit ?? configuration.GetSeconds("client_mount_timeout", TimeSpan.FromMinutes(5));
        return await ConnectAsync(options, patience, null, TimeProvider.System, loggers, cancellationToken);
    }

    /// <summary>Connects with options that are known.</summary>
    /// <param name="transport">Null for TCP.</param>
    /// <exception cref="ClientException">The cluster refuses us, or nobody answers.</exception>
    public static async Task<ClusterClient> ConnectAsync(
        MonitorClientOptions options,
        TimeSpan limit,
        ITransport? transport,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var client = new ClusterClient(options, transport, time, loggers);
        try
        {
            await client.Monitors.ConnectAsync(limit, cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Daemons.DisposeAsync();
        await Manager.DisposeAsync();
        await Monitors.DisposeAsync();
        await _endpoint.DisposeAsync();
        _ownTransport?.Dispose();
    }
}
