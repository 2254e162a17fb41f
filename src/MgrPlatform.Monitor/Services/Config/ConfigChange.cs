namespace MgrPlatform.Monitor.Services.Config;

/// <summary>What a change did to one option.</summary>
/// <param name="Key">For whom and which: <c>osd/class:ssd/osd_max_backfills</c>.</param>
/// <param name="Before">Null when it was not set.</param>
/// <param name="After">Null when it is not set any more.</param>
internal sealed record ConfigChange(string Key, string? Before, string? After);
