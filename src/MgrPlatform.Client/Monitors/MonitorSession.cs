using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Monitors;

/// <summary>The monitor that we talk to now.</summary>
/// <param name="Name">Empty when it was found before there was a monmap.</param>
internal sealed record MonitorSession(int Connection, string Name, EntityAddress Address, TimeSpan OpenedAt)
{
    /// <summary>When the session has lasted long enough for the next hunt to be a calmer one.</summary>
    public TimeSpan CalmAt { get; set; }

    public bool IsIn(MonMap map) =>
        map.Monitors.Values.Any(monitor => monitor.Addresses.Addresses.Any(address => Equals(address.EndPoint, Address.EndPoint)));
}
