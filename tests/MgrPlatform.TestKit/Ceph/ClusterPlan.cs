namespace MgrPlatform.TestKit.Ceph;

/// <summary>What a real cluster consists of.</summary>
public sealed record ClusterPlan(CephRelease Release)
{
    /// <summary>From 1 (mon.a) to 5 (a to e).</summary>
    public int Monitors { get; init; } = 1;

    public int Osds { get; init; } = 2;

    /// <summary>Whether there is an MDS <c>m</c> with the file system <c>cephfs</c>.</summary>
    public bool HasFileSystem { get; init; } = true;

    /// <summary>Whether ceph-mgr <c>x</c> runs.</summary>
    public bool HasManager { get; init; } = true;

    /// <summary>False: <c>auth … required = none</c>.</summary>
    public bool HasCephx { get; init; } = true;

    /// <summary>
    /// <c>crc</c> or <c>secure</c> for all connections; empty: both are offered, and a client's own configuration chooses.
    /// </summary>
    public string Mode { get; init; } = "";

    /// <summary>Another folder of manager modules, as the cluster sees it; empty: Ceph's own.</summary>
    public string ModulePath { get; init; } = "";

    /// <summary>More lines of the daemons' <c>[global]</c> section: <c>auth_service_ticket_ttl = 60</c>.</summary>
    public string Options { get; init; } = "";
}
