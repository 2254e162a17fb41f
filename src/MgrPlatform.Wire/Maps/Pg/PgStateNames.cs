namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>Ceph's words for states of placement groups: <c>active+clean</c>.</summary>
public static class PgStateNames
{
    // In the order in which Ceph joins them.
    private static readonly (PgState State, string Name)[] Names =
    [
        (PgState.Stale, "stale"),
        (PgState.Creating, "creating"),
        (PgState.Active, "active"),
        (PgState.Activating, "activating"),
        (PgState.Clean, "clean"),
        (PgState.RecoveryWait, "recovery_wait"),
        (PgState.RecoveryTooFull, "recovery_toofull"),
        (PgState.Recovering, "recovering"),
        (PgState.ForcedRecovery, "forced_recovery"),
        (PgState.Down, "down"),
        (PgState.RecoveryUnfound, "recovery_unfound"),
        (PgState.BackfillUnfound, "backfill_unfound"),
        (PgState.Undersized, "undersized"),
        (PgState.Degraded, "degraded"),
        (PgState.Remapped, "remapped"),
        (PgState.Premerge, "premerge"),
        (PgState.Scrubbing, "scrubbing"),
        (PgState.DeepScrub, "deep"),
        (PgState.Inconsistent, "inconsistent"),
        (PgState.Peering, "peering"),
        (PgState.Repair, "repair"),
        (PgState.BackfillWait, "backfill_wait"),
        (PgState.Backfilling, "backfilling"),
        (PgState.ForcedBackfill, "forced_backfill"),
        (PgState.BackfillTooFull, "backfill_toofull"),
        (PgState.Incomplete, "incomplete"),
        (PgState.Peered, "peered"),
        (PgState.SnapTrim, "snaptrim"),
        (PgState.SnapTrimWait, "snaptrim_wait"),
        (PgState.SnapTrimError, "snaptrim_error"),
        (PgState.FailedRepair, "failed_repair"),
        (PgState.Laggy, "laggy"),
        (PgState.Wait, "wait"),
    ];

    public static string ToName(this PgState state) => state switch
    {
        PgState.Unknown => "unknown",
        PgState.Active | PgState.Clean => "active+clean", // Nearly always.
        _ => string.Join('+', Names.Where(pair => (state & pair.State) != 0).Select(static pair => pair.Name)),
    };

    /// <summary>One word: <c>active</c>.</summary>
    public static bool TryParse(string word, out PgState state)
    {
        foreach (var (known, name) in Names)
        {
            if (name == word)
            {
                state = known;
                return true;
            }
        }

        state = PgState.Unknown;
        return word == "unknown";
    }
}
