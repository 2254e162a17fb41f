using MgrPlatform.Consensus;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Monitor.Mkfs;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>How a monitor's process is started.</summary>
public sealed record MonitorDaemonOptions
{
    public required string Name { get; init; }

    public required MonitorDirectory Directory { get; init; }

    /// <summary>Where we listen when the map does not know us yet: a monitor that is to join.</summary>
    public EntityAddressVector Addresses { get; init; } = EntityAddressVector.Empty;

    /// <summary>Monitors to ask besides those of the map.</summary>
    public IReadOnlyList<EntityAddressVector> Hints { get; init; } = [];

    public MonitorOptions Monitor { get; init; } = new();

    public QuorumOptions Quorum { get; init; } = new() { SyncPrefixes = MonitorServices.SyncPrefixes };

    /// <summary>
    /// By default as many clients as the process has descriptors for. A monitor's answers are small: a client that has so much to read is
    /// not reading, and comes back to where it was.
    /// </summary>
    public MessengerOptions Messenger { get; init; } = (MessengerOptions.Default with
    {
        Outbox = new SessionLimits(Messages: 4096, Bytes: 64 * 1024 * 1024),
        HeldTotal = 512 * 1024 * 1024,
    }).Within(OpenFiles.Limit);

    /// <summary>What clients may choose from.</summary>
    public IReadOnlyList<ConnectionMode> Modes { get; init; } = [ConnectionMode.Secure, ConnectionMode.Crc];

    /// <summary>Inputs that may wait for the loop, those of clients apart; beyond, connections are not read from.</summary>
    public int QueueLength { get; init; } = 8192;

    /// <summary>Of the clients' inputs, in bytes: Ceph's <c>mon_client_bytes</c>.</summary>
    public long ClientBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Inputs of one client that may wait.</summary>
    public int PerClient { get; init; } = 128;
}
