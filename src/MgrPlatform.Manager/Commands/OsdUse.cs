namespace MgrPlatform.Manager.Commands;

/// <summary>A line of <c>ceph osd df</c>: an OSD, or a bucket with what lies below it.</summary>
/// <param name="Depth">In the tree.</param>
/// <param name="Parent">The bucket above; null for a root, and for an OSD that is in no tree.</param>
/// <param name="Reweight">From 0 to 1; -1 for a bucket.</param>
/// <param name="Utilization">In percent.</param>
/// <param name="Deviation">From the average, which is 1.</param>
/// <param name="Children">Of a bucket, from the last shown to the first, as Ceph lists them.</param>
internal sealed record OsdUse(
    int Id,
    int Depth,
    int? Parent,
    float Weight,
    float Reweight,
    OsdSpace Space,
    double Utilization,
    double Deviation,
    int Pgs,
    bool IsStray,
    IReadOnlyList<int> Children)
{
    public bool IsBucket => Id < 0;
}
