namespace MgrPlatform.Manager.Commands;

/// <summary>
/// The manager's own commands as 16.2.15 declares them, in its order. Left: <c>device set-life-expectancy</c> and <c>device
/// rm-life-expectancy</c>, which change what the monitors store of a device.
/// </summary>
internal static class OwnCommandTable
{
    public static readonly OwnCommand[] All =
    [
        new(
            "pg stat",
            "show placement group status.",
            "pg",
            "r",
            PgCommands.Stat),
        new(
            "pg getmap",
            "get binary pg map to -o/stdout",
            "pg",
            "r",
            PgCommands.GetMap),
        new(
            "pg dump name=dumpcontents,type=CephChoices,strings=all|summary|sum|delta|pools|osds|pgs|pgs_brief,n=N,req=false",
            "show human-readable versions of pg map (only 'all' valid with plain)",
            "pg",
            "r",
            PgCommands.Dump),
        new(
            "pg dump_json name=dumpcontents,type=CephChoices,strings=all|summary|sum|pools|osds|pgs,n=N,req=false",
            "show human-readable version of pg map in json only",
            "pg",
            "r",
            PgCommands.Dump),
        new(
            "pg dump_pools_json",
            "show pg pools info in json only",
            "pg",
            "r",
            PgCommands.Dump),
        new(
            "pg ls-by-pool name=poolstr,type=CephString name=states,type=CephString,n=N,req=false",
            "list pg with pool = [poolname]",
            "pg",
            "r",
            PgCommands.List),
        new(
            "pg ls-by-primary name=osd,type=CephOsdName name=pool,type=CephInt,req=false "
                + "name=states,type=CephString,n=N,req=false",
            "list pg with primary = [osd]",
            "pg",
            "r",
            PgCommands.List),
        new(
            "pg ls-by-osd name=osd,type=CephOsdName name=pool,type=CephInt,req=false name=states,type=CephString,n=N,req=false",
            "list pg on osd [osd]",
            "pg",
            "r",
            PgCommands.List),
        new(
            "pg ls name=pool,type=CephInt,req=false name=states,type=CephString,n=N,req=false",
            "list pg with specific pool, osd, state",
            "pg",
            "r",
            PgCommands.List),
        new(
            "pg dump_stuck name=stuckops,type=CephChoices,strings=inactive|unclean|stale|undersized|degraded,n=N,req=false "
                + "name=threshold,type=CephInt,req=false",
            "show information about stuck pgs",
            "pg",
            "r",
            PgCommands.DumpStuck),
        new(
            "pg debug name=debugop,type=CephChoices,strings=unfound_objects_exist|degraded_pgs_exist",
            "show debug info about pgs",
            "pg",
            "r",
            PgCommands.Debug),
        new(
            "pg scrub name=pgid,type=CephPgid",
            "start scrub on <pgid>",
            "pg",
            "rw",
            ScrubCommands.OfGroup),
        new(
            "pg deep-scrub name=pgid,type=CephPgid",
            "start deep-scrub on <pgid>",
            "pg",
            "rw",
            ScrubCommands.OfGroup),
        new(
            "pg repair name=pgid,type=CephPgid",
            "start repair on <pgid>",
            "pg",
            "rw",
            ScrubCommands.OfGroup),
        new(
            "pg force-recovery name=pgid,type=CephPgid,n=N",
            "force recovery of <pgid> first",
            "pg",
            "rw",
            RecoveryCommands.Force),
        new(
            "pg force-backfill name=pgid,type=CephPgid,n=N",
            "force backfill of <pgid> first",
            "pg",
            "rw",
            RecoveryCommands.Force),
        new(
            "pg cancel-force-recovery name=pgid,type=CephPgid,n=N",
            "restore normal recovery priority of <pgid>",
            "pg",
            "rw",
            RecoveryCommands.Force),
        new(
            "pg cancel-force-backfill name=pgid,type=CephPgid,n=N",
            "restore normal backfill priority of <pgid>",
            "pg",
            "rw",
            RecoveryCommands.Force),
        new(
            "osd perf",
            "print dump of OSD perf summary stats",
            "osd",
            "r",
            OsdCommands.Perf),
        new(
            "osd df name=output_method,type=CephChoices,strings=plain|tree,req=false "
                + "name=filter_by,type=CephChoices,strings=class|name,req=false name=filter,type=CephString,req=false",
            "show OSD utilization",
            "osd",
            "r",
            OsdCommands.Use),
        new(
            "osd blocked-by",
            "print histogram of which OSDs are blocking their peers",
            "osd",
            "r",
            OsdCommands.BlockedBy),
        new(
            "osd pool stats name=pool_name,type=CephPoolname,req=false",
            "obtain stats from all pools, or from specified pool",
            "osd",
            "r",
            OsdCommands.PoolStats),
        new(
            "osd pool scrub name=who,type=CephPoolname,n=N",
            "initiate scrub on pool <who>",
            "osd",
            "rw",
            ScrubCommands.OfPool),
        new(
            "osd pool deep-scrub name=who,type=CephPoolname,n=N",
            "initiate deep-scrub on pool <who>",
            "osd",
            "rw",
            ScrubCommands.OfPool),
        new(
            "osd pool repair name=who,type=CephPoolname,n=N",
            "initiate repair on pool <who>",
            "osd",
            "rw",
            ScrubCommands.OfPool),
        new(
            "osd pool force-recovery name=who,type=CephPoolname,n=N",
            "force recovery of specified pool <who> first",
            "osd",
            "rw",
            RecoveryCommands.Force),
        new(
            "osd pool force-backfill name=who,type=CephPoolname,n=N",
            "force backfill of specified pool <who> first",
            "osd",
            "rw",
            RecoveryCommands.Force),
        new(
            "osd pool cancel-force-recovery name=who,type=CephPoolname,n=N",
            "restore normal recovery priority of specified pool <who>",
            "osd",
            "rw",
            RecoveryCommands.Force),
        new(
            "osd pool cancel-force-backfill name=who,type=CephPoolname,n=N",
            "restore normal recovery priority of specified pool <who>",
            "osd",
            "rw",
            RecoveryCommands.Force),
        new(
            "osd reweight-by-utilization name=oload,type=CephInt,req=false name=max_change,type=CephFloat,req=false "
                + "name=max_osds,type=CephInt,req=false name=no_increasing,type=CephChoices,strings=--no-increasing,req=false",
            "reweight OSDs by utilization [overload-percentage-for-consideration, default 120]",
            "osd",
            "rw",
            ReweightCommands.Run),
        new(
            "osd test-reweight-by-utilization name=oload,type=CephInt,req=false name=max_change,type=CephFloat,req=false "
                + "name=max_osds,type=CephInt,req=false name=no_increasing,type=CephBool,req=false",
            "dry run of reweight OSDs by utilization [overload-percentage-for-consideration, default 120]",
            "osd",
            "r",
            ReweightCommands.Run),
        new(
            "osd reweight-by-pg name=oload,type=CephInt,req=false name=max_change,type=CephFloat,req=false "
                + "name=max_osds,type=CephInt,req=false name=pools,type=CephPoolname,n=N,req=false",
            "reweight OSDs by PG distribution [overload-percentage-for-consideration, default 120]",
            "osd",
            "rw",
            ReweightCommands.Run),
        new(
            "osd test-reweight-by-pg name=oload,type=CephInt,req=false name=max_change,type=CephFloat,req=false "
                + "name=max_osds,type=CephInt,req=false name=pools,type=CephPoolname,n=N,req=false",
            "dry run of reweight OSDs by PG distribution [overload-percentage-for-consideration, default 120]",
            "osd",
            "r",
            ReweightCommands.Run),
        new(
            "osd destroy name=id,type=CephOsdName name=force,type=CephBool,req=false "
                + "name=yes_i_really_mean_it,type=CephBool,req=false",
            "mark osd as being destroyed. Keeps the ID intact (allowing reuse), but removes cephx keys, config-key data and "
                + "lockbox keys, rendering data permanently unreadable.",
            "osd",
            "rw",
            SafetyCommands.Remove),
        new(
            "osd purge name=id,type=CephOsdName name=force,type=CephBool,req=false "
                + "name=yes_i_really_mean_it,type=CephBool,req=false",
            "purge all osd data from the monitors including the OSD id and CRUSH position",
            "osd",
            "rw",
            SafetyCommands.Remove),
        new(
            "osd safe-to-destroy name=ids,type=CephString,n=N",
            "check whether osd(s) can be safely destroyed without reducing data durability",
            "osd",
            "r",
            SafetyCommands.SafeToDestroy),
        new(
            "osd ok-to-stop name=ids,type=CephString,n=N name=max,type=CephInt,req=false",
            "check whether osd(s) can be safely stopped without reducing immediate data availability",
            "osd",
            "r",
            SafetyCommands.OkToStop),
        new(
            "osd scrub name=who,type=CephString",
            "initiate scrub on osd <who>, or use <all|any> to scrub all",
            "osd",
            "rw",
            ScrubCommands.OfOsd),
        new(
            "osd deep-scrub name=who,type=CephString",
            "initiate deep scrub on osd <who>, or use <all|any> to deep scrub all",
            "osd",
            "rw",
            ScrubCommands.OfOsd),
        new(
            "osd repair name=who,type=CephString",
            "initiate repair on osd <who>, or use <all|any> to repair all",
            "osd",
            "rw",
            ScrubCommands.OfOsd),
        new(
            "service dump",
            "dump service map",
            "service",
            "r",
            ServiceCommands.Dump),
        new(
            "service status",
            "dump service state",
            "service",
            "r",
            ServiceCommands.Status),
        new(
            "config show name=who,type=CephString name=key,type=CephString,req=False",
            "Show running configuration",
            "mgr",
            "r",
            ConfigCommands.Show),
        new(
            "config show-with-defaults name=who,type=CephString",
            "Show running configuration (including compiled-in defaults)",
            "mgr",
            "r",
            ConfigCommands.Show),
        new(
            "device ls",
            "Show devices",
            "mgr",
            "r",
            DeviceCommands.List),
        new(
            "device info name=devid,type=CephString",
            "Show information about a device",
            "mgr",
            "r",
            DeviceCommands.One),
        new(
            "device ls-by-daemon name=who,type=CephString",
            "Show devices associated with a daemon",
            "mgr",
            "r",
            DeviceCommands.OfDaemon),
        new(
            "device ls-by-host name=host,type=CephString",
            "Show devices on a host",
            "mgr",
            "r",
            DeviceCommands.OnHost),
    ];
}
