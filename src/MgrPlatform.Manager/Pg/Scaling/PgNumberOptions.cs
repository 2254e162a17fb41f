namespace MgrPlatform.Manager.Pg.Scaling;

/// <summary>How fast pools grow and shrink. Names in the comments and defaults are Ceph 16.2's options.</summary>
public sealed record PgNumberOptions
{
    /// <summary><c>mgr_max_pg_creating</c>: no more groups are made while this many are not there yet.</summary>
    public int MaxCreating { get; init; } = 1024;

    /// <summary><c>mgr_max_pg_num_change</c>: how far <c>pg_num</c> may be ahead of <c>pgp_num</c>.</summary>
    public int MaxChange { get; init; } = 128;

    /// <summary><c>target_max_misplaced_ratio</c>: how much may be on the move at once.</summary>
    public double MaxMisplacedRatio { get; init; } = 0.05;
}
