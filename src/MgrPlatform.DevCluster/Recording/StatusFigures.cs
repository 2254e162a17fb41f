using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MgrPlatform.DevCluster.Recording;

/// <summary>
/// The figures of the two tables that the real status module printed in a moment. The commands of a moment ran within
/// seconds, not at one instant; these figures win over the other files, so that the same tables come out again.
/// </summary>
internal sealed partial class StatusFigures
{
    /// <param name="UsedKb">What the OSD holds.</param>
    /// <param name="WriteOps">A second, and so are the others.</param>
    public sealed record Osd(long UsedKb, long WriteOps, long WriteBytes, long ReadOps, long ReadBytes);

    public sealed record Pool(string Name, long Used, long Available);

    private StatusFigures(ImmutableArray<Osd> osds, ImmutableArray<Pool> pools, long requests, ImmutableDictionary<string, long> mds)
    {
        Osds = osds;
        Pools = pools;
        Requests = requests;
        Mds = mds;
    }

    public ImmutableArray<Osd> Osds { get; }

    public ImmutableArray<Pool> Pools { get; }

    /// <summary>Requests a second of the active MDS.</summary>
    public long Requests { get; }

    /// <summary>Counters of the active MDS that the table shows.</summary>
    public ImmutableDictionary<string, long> Mds { get; }

    public static StatusFigures Read(RecordedMoment moment)
    {
        var osds = RecordedFiles.Text(moment.Name, "osd_status.txt").Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(cells => cells.Length >= 9 && char.IsAsciiDigit(cells[0][0]))
            .Select(cells => new Osd(
                Bytes(cells[2], 1024) / 1024, Count(cells[4]), Bytes(cells[5], 1), Count(cells[6]), Bytes(cells[7], 1)))
            .ToImmutableArray();
        var table = ColourCode().Replace(RecordedFiles.Text(moment.Name, "fs_status.txt"), "").Split('\n');
        var rank = table.First(line => line.Contains("Reqs:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var pools = table.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(cells => cells.Length == 4 && cells[1] is "metadata" or "data")
            .Select(cells => new Pool(cells[0], Bytes(cells[2], 1), Bytes(cells[3], 1)))
            .ToImmutableArray();
        var clients = table[0].Split(' ')[2];
        var mds = new Dictionary<string, long>
        {
            ["mds_mem.dn"] = Count(rank[6]),
            ["mds_mem.ino"] = Count(rank[7]),
            ["mds_mem.dir"] = Count(rank[8]),
            ["mds_mem.cap"] = Count(rank[9]),
            ["mds_sessions.session_count"] = Count(clients),
        };
        return new StatusFigures(osds, pools, Count(rank[4]), mds.ToImmutableDictionary());
    }

    private static long Count(string cell) => Scaled(cell, 1000, 1);

    // The table cuts digits off, so the smallest size that prints like this is rounded up, to whole blocks where Ceph counts in them.
    private static long Bytes(string cell, long block) => Scaled(cell, 1024, block);

    private static long Scaled(string cell, long factor, long block)
    {
        var power = " kMGTPE".IndexOf(cell[^1], StringComparison.Ordinal);
        var number = power > 0 ? cell[..^1] : cell;
        var exact = decimal.Parse(number, CultureInfo.InvariantCulture);
        for (var i = 0; i < power; i++)
        {
            exact *= factor;
        }

        return (long)Math.Ceiling(exact / block) * block;
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex ColourCode();
}
