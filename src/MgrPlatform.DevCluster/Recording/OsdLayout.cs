using System.Globalization;

namespace MgrPlatform.DevCluster.Recording;

/// <summary>
/// Where the OSDs of a scaled cluster stand: the first three on the recorded host, the others twelve to a host.
/// Each copies one of the two recorded OSDs that run all the time.
/// </summary>
internal sealed class OsdLayout
{
    public const int Recorded = 3;
    public const int Largest = 10_000;
    private const int PerHost = 12;
    private const string RecordedHost = "vm";

    public OsdLayout(int count)
    {
        if (count is < Recorded or > Largest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"A dev cluster has from {Recorded} to {Largest} OSDs: the recording tells of three, one of which fails.");
        }

        Count = count;
    }

    public int Count { get; }

    /// <summary>Hosts that hold only copies.</summary>
    public int CopyHosts => (Count - Recorded + PerHost - 1) / PerHost;

    public static bool IsCopy(int osd) => osd >= Recorded;

    public static int Template(int osd) => IsCopy(osd) ? osd % 2 : osd;

    public static string Host(int osd) => IsCopy(osd) ? HostName(HostIndex(osd)) : RecordedHost;

    public static string HostName(int host) => string.Create(CultureInfo.InvariantCulture, $"node-{host + 1:D3}");

    public IEnumerable<int> OsdsOf(int host) =>
        Enumerable.Range(Recorded + (host * PerHost), PerHost).Where(osd => osd < Count);

    public static string Address(int osd) => string.Create(
        CultureInfo.InvariantCulture, $"127.9.{20 + (HostIndex(osd) / 200)}.{1 + (HostIndex(osd) % 200)}");

    /// <summary>The first of the eight ports of an OSD.</summary>
    public static int Port(int osd) => 6800 + ((osd - Recorded) % PerHost * 8);

    public static uint Nonce(int osd) => (uint)(20_000 + osd);

    /// <summary>Two others that a copy shares data with; never the one that fails.</summary>
    public (int First, int Second) Peers(int osd)
    {
        var copies = Count - Recorded;
        var place = osd - Recorded;
        return copies switch
        {
            1 => (0, 1),
            2 => (Recorded + ((place + 1) % copies), 0),
            _ => (Recorded + ((place + 1) % copies), Recorded + ((place + 2) % copies)),
        };
    }

    private static int HostIndex(int osd) => (osd - Recorded) / PerHost;
}
