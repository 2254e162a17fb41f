using MgrPlatform.Wire.Maps.Mon;

namespace MgrPlatform.Monitor.Mkfs;

/// <summary>What a new monitor begins with.</summary>
/// <param name="Name">Its name; the map must have it, unless the monitor is to join a quorum that runs.</param>
/// <param name="Map">Of the monitors that begin, or of those that run.</param>
/// <param name="Keyring">Text with the key of <c>mon.</c> and the first clients' keys; the same for all monitors of a cluster.</param>
public sealed record MkfsRequest(string Name, MonMap Map, string Keyring);
