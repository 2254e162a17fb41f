using System.Globalization;

namespace MgrPlatform.Monitor.Tests.Harness;

/// <summary>
/// What a cluster commits in the long run: values, lines of the log, flags of the OSD map. Also compiled into the benchmarks.
/// </summary>
internal static class ManyEpochs
{
    /// <summary>A month has so many seconds for a million commits.</summary>
    public static readonly TimeSpan BetweenCommits = TimeSpan.FromSeconds(2.6);
    private const int Keys = 1000;

    /// <summary>One command, which makes one commit or more.</summary>
    public static void Commit(SoleMonitor monitor, long number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        switch (number % 10)
        {
            case 3:
                monitor.Run(BetweenCommits, number % 20 == 3 ? "osd set" : "osd unset", "key", "noout");
                break;
            case 7:
                monitor.Run(BetweenCommits, "log", "logtext", "line " + text);
                break;
            default:
                monitor.Run(
                    BetweenCommits, "config-key set", "key", string.Create(CultureInfo.InvariantCulture, $"epoch/{number % Keys}"), "val",
                    text.PadLeft(64, '0'));
                break;
        }
    }
}
