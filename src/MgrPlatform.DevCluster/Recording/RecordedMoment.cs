using System.Collections.Immutable;
using System.Globalization;

namespace MgrPlatform.DevCluster.Recording;

/// <summary>One of the three recorded moments. Their order is the story.</summary>
public sealed class RecordedMoment
{
    public static readonly RecordedMoment Healthy = new("m1_healthy_load", 0);
    public static readonly RecordedMoment OsdDown = new("m2_osd2_down_degraded", 1);
    public static readonly RecordedMoment Recovering = new("m3_osd2_back_recovering_reads", 2);

    public static readonly ImmutableArray<RecordedMoment> All = [Healthy, OsdDown, Recovering];

    private RecordedMoment(string name, int index)
    {
        Name = name;
        Index = index;
    }

    public string Name { get; }

    public int Index { get; }

    public RecordedMoment Next => All[(Index + 1) % All.Length];

    /// <summary>The daemon that is not running while the moment is shown, or empty.</summary>
    public string StoppedDaemon => this == OsdDown ? "osd.2" : "";

    /// <summary>When its recording began.</summary>
    internal DateTimeOffset RecordedAt =>
        DateTimeOffset.Parse(RecordedFiles.Text(Name, "TIME").Split('\n')[0], CultureInfo.InvariantCulture);

    /// <summary>The moment of that name; a beginning that fits only one (<c>m2</c>) will do. Null when there is none.</summary>
    public static RecordedMoment? Find(string name)
    {
        var found = All.Where(moment => moment.Name.StartsWith(name, StringComparison.Ordinal)).ToArray();
        return found.Length == 1 ? found[0] : null;
    }

    public override string ToString() => Name;
}
