using System.Globalization;

namespace MgrPlatform.Integration.Tests.BadPeers;

/// <summary>How an attack went.</summary>
/// <param name="Writes">Of the honest client meanwhile.</param>
/// <param name="Longest">That one of them took.</param>
/// <param name="Grown">What the monitor that grew most holds more than before, in bytes.</param>
internal sealed record SiegeReport(TimeSpan Time, int Writes, TimeSpan Longest, long Grown)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Time.TotalSeconds:F1} s, {Writes} honest writes, the longest {Longest.TotalMilliseconds:F0} ms; at most {Grown >> 20} MiB more");
}
