using MgrPlatform.Manager.Pg;
using MgrPlatform.Manager.Pg.Scaling;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Pg;

public sealed class PgNumberPlanTests
{
    private const ulong Creating = 1 << 15;

    [Fact]
    public void A_pool_at_its_target_needs_nothing() => Assert.Empty(Plan(Pool(8, 8, 8, 8)));

    [Fact]
    public void A_pool_grows_by_at_most_the_change_allowed_and_its_placement_follows()
    {
        Assert.Equal([Set("pg_num_actual", 136)], Plan(Pool(8, 8, 512, 512)));
        Assert.Equal([Set("pg_num_actual", 64)], Plan(Pool(8, 8, 64, 64)));
        Assert.Equal([Set("pgp_num_actual", 64)], Plan(Pool(64, 8, 64, 64)));
    }

    [Fact]
    public void The_placement_of_a_full_pool_follows_in_small_steps()
    {
        Assert.Equal([Set("pgp_num_actual", 9)], Plan(Pool(64, 8, 64, 64), objectsPerGroup: 1000));
        Assert.Equal([Set("pgp_num_actual", 108)], Plan(Pool(128, 105, 128, 128), objectsPerGroup: 1000));
    }

    [Fact]
    public void A_pool_shrinks_by_one_group_at_a_time_once_it_is_placed_with_its_parent()
    {
        Assert.Equal([Set("pg_num_actual", 15)], Plan(Pool(16, 8, 8, 8)));
        Assert.Equal([Set("pgp_num_actual", 15)], Plan(Pool(16, 16, 8, 8), objectsPerGroup: 1000));
        Assert.DoesNotContain(Set("pg_num_actual", 15), Plan(Pool(16, 8, 8, 8) with { PgCountPending = 15 }));
    }

    [Fact]
    public void Nothing_moves_while_groups_are_unknown_inactive_or_degraded()
    {
        Assert.Empty(Plan(Pool(8, 8, 64, 64), reported: false));
        Assert.Empty(Plan(Pool(64, 8, 64, 64), state: PgState.Peered));
        Assert.Empty(Plan(Pool(64, 8, 64, 64), degraded: 1));
        Assert.Empty(Plan(Pool(64, 8, 64, 64), misplaced: 1000));
        Assert.Empty(Plan(Pool(8, 8, 64, 64) with { Flags = Creating }));
    }

    [Fact]
    public void An_exception_from_CRUSH_is_taken_back_before_a_merge()
    {
        var commands = Plan(Pool(16, 8, 8, 8), upmap: new PgId(1, 15));

        Assert.Equal(
            ["""{"prefix":"osd rm-pg-upmap","pgid":"1.f"}""", """{"prefix":"osd rm-pg-upmap-items","pgid":"1.f"}"""], commands);
    }

    private static string Set(string variable, int value) =>
        $$"""{"prefix":"osd pool set","pool":"data","var":"{{variable}}","val":"{{value}}"}""";

    private static PgPool Pool(uint groups, uint placed, uint target, uint placedTarget) => new()
    {
        Size = 1, PgCount = groups, PgpCount = placed, PgCountTarget = target, PgpCountTarget = placedTarget, PgCountPending = groups,
    };

    private static IReadOnlyList<string> Plan(
        PgPool pool,
        int objectsPerGroup = 0,
        PgState state = PgState.Active | PgState.Clean,
        bool reported = true,
        long degraded = 0,
        long misplaced = 0,
        PgId? upmap = null)
    {
        var client = new OsdMapClientPart
        {
            MaxOsd = 1,
            OsdStates = [(uint)(OsdState.Exists | OsdState.Up)],
            OsdWeights = [0x10000],
            Pools = new Dictionary<long, PgPool> { [1] = pool },
            PoolNames = new Dictionary<long, string> { [1] = "data" },
        };
        if (upmap is { } pg)
        {
            client = client with { PgUpmapItems = new Dictionary<PgId, (int From, int To)[]> { [pg] = [(0, 0)] } };
        }

        var map = new PgMap(new PgMapOptions(), default);
        map.Follow(new OsdMap(client, new OsdMapDaemonPart(), 0), default);
        if (reported)
        {
            var stats = ObjectStatSum.Of(
                (ObjectStat.Objects, objectsPerGroup), (ObjectStat.ObjectCopies, Math.Max(objectsPerGroup, 100)),
                (ObjectStat.ObjectsDegraded, degraded), (ObjectStat.ObjectsMisplaced, misplaced));
            map.Ingest(0, new MPGStats
            {
                PgStats = Enumerable.Range(0, (int)pool.PgCount).ToDictionary(
                    static seed => new PgId(1, (uint)seed),
                    _ => new PgStat { State = state, ActingPrimary = 0, UpPrimary = 0, Up = [0], Acting = [0], Stats = stats }),
            });
        }

        map.Advance(new UTime(2, 0));
        return PgNumberPlan.Commands(map.Current, new PgNumberOptions());
    }
}
