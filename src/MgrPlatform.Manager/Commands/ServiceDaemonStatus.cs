using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Commands;

/// <summary>What a service's daemon said of itself, and when it was last heard.</summary>
public sealed record ServiceDaemonStatus(UTime StatusStamp, UTime LastBeacon, IReadOnlyDictionary<string, string> Status);
