using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Monitors;

/// <summary>Now, for a machine that has no clock.</summary>
/// <param name="Uptime">Since the driver started; only goes forward. All waits are measured with it.</param>
/// <param name="Wall">The date; only for what travels, and for rotating keys, which expire at a date.</param>
public readonly record struct Moment(TimeSpan Uptime, UTime Wall);
