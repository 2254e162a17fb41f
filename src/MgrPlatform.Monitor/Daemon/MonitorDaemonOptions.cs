using MgrPlatform.Consensus;
using MgrPlatform.Messenger;
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

    public MessengerOptions Messenger { get; init; } = MessengerOptions.Default;

    /// <summary>What clients may choose from.</summary>
    public IReadOnlyList<ConnectionMode> Modes { get; init; } = [ConnectionMode.Secure, ConnectionMode.Crc];

    /// <summary>Inputs that may wait for the loop; beyond, connections are not read from.</summary>
    public int QueueLength { get; init; } = 8192;
}
