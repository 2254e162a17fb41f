using MgrPlatform.Manager.Pg;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Pg;

public sealed class PgMapTests
{
    private const uint Whole = 0x10000;
    private const long Pool = 1;

    private static readonly PgId First = new(Pool, 0);

    [Fact]
    public void Groups_of_a_new_pool_are_unknown_until_their_primary_reports()
    {
        var map = new PgMap(new PgMapOptions(), At(0));
        map.Follow(Map(osds: 2, pgs: 4), At(0));
        Assert.Equal((4, 4, 0), (map.Current.PgCount, map.Current.UnknownPgCount, map.Current.ActivePgCount));

        var result = map.Ingest(0, Report((First, Clean(0, 1))));
        Assert.Equal(4, map.Current.UnknownPgCount);
        map.Advance(At(2));

        Assert.Equal(new PgReportResult(1, 0), result);
        Assert.Equal((4, 3, 1), (map.Current.PgCount, map.Current.UnknownPgCount, map.Current.ActivePgCount));
        Assert.Equal(new OsdPgCount(1, 0, 1), map.Current.PgsByOsd[0]);
        Assert.Equal(new OsdPgCount(1, 0, 0), map.Current.PgsByOsd[1]);
    }

    [Fact]
    public void What_is_older_of_another_primary_or_of_no_pool_is_not_believed()
    {
        var map = Reported(osds: 2, pgs: 2);
        var newer = Clean(0, 1) with { ReportedEpoch = 9, ReportedSequence = 5 };
        map.Ingest(0, Report((First, newer)));
        map.Advance(At(2));

        Assert.Equal(1, map.Ingest(0, Report((First, newer with { ReportedSequence = 4, State = PgState.Down }))).Dropped);
        Assert.Equal(1, map.Ingest(0, Report((First, newer with { ReportedEpoch = 8, State = PgState.Down }))).Dropped);
        Assert.Equal(1, map.Ingest(1, Report((First, newer with { ReportedSequence = 6, State = PgState.Down }))).Dropped);
        Assert.Equal(1, map.Ingest(0, Report((new PgId(Pool, 2), Clean(0, 1)))).Dropped);
        Assert.Equal(1, map.Ingest(0, Report((new PgId(7, 0), Clean(0, 1)))).Dropped);
        map.Advance(At(4));

        Assert.Equal(newer, map.Current.Find(First));
        Assert.Equal(2, map.Current.PgCount);
    }

    [Fact]
    public void Nobody_reports_who_is_not_up()
    {
        var map = new PgMap(new PgMapOptions(), At(0));
        Assert.True(map.Ingest(0, Report((First, Clean(0, 1)))).IsRefused);
        map.Follow(Map(osds: 2, pgs: 2, down: [1]), At(0));

        Assert.True(map.Ingest(1, Report((First, Clean(1, 0)))).IsRefused);
        Assert.True(map.Ingest(5, Report((First, Clean(5, 0)))).IsRefused);
        Assert.True(map.Ingest(-1, Report((First, Clean(-1, 0)))).IsRefused);
        map.Advance(At(2));

        Assert.Equal(2, map.Current.UnknownPgCount);
        Assert.Empty(map.Current.Osds);
    }

    [Fact]
    public void Groups_whose_primary_goes_down_are_stale_until_another_reports_them()
    {
        var map = Reported(osds: 2, pgs: 2);
        map.Follow(Map(osds: 2, pgs: 2, down: [0], epoch: 2), At(10));

        var stale = map.Current.Find(First)!;
        Assert.Equal(PgState.Stale | PgState.Active | PgState.Clean, stale.State);
        Assert.Equal(At(10), stale.LastUnstale);

        var taken = Clean(1) with { State = PgState.Active | PgState.Undersized, ReportedEpoch = 2 };
        map.Ingest(1, Report((First, taken)));
        map.Advance(At(12));

        Assert.Equal(taken, map.Current.Find(First));
        Assert.Equal(1, map.Current.PgsByState[taken.State]);
        Assert.Equal(1, map.Current.PgsByState[stale.State]);
    }

    [Fact]
    public void A_split_adds_unknown_groups_a_merge_and_a_deleted_pool_take_them_away_with_their_sums()
    {
        var map = Reported(osds: 2, pgs: 4);
        Assert.Equal(40, map.Current.Sum.Stats[ObjectStat.Objects]);

        map.Follow(Map(osds: 2, pgs: 8, epoch: 2), At(4));
        Assert.Equal((8, 4), (map.Current.PgCount, map.Current.UnknownPgCount));

        map.Follow(Map(osds: 2, pgs: 2, epoch: 3), At(6));
        Assert.Equal((2, 0), (map.Current.PgCount, map.Current.UnknownPgCount));
        Assert.Equal(20, map.Current.Sum.Stats[ObjectStat.Objects]);

        map.Follow(Map(osds: 2, pgs: 0, epoch: 4), At(8));
        Assert.Empty(map.Current.Pools);
        Assert.Equal((0, 0), (map.Current.PgCount, map.Current.PgsByState.Count));
        Assert.Equal(PoolStat.Zero, map.Current.Sum);
    }

    [Fact]
    public void An_OSD_that_is_out_counts_for_nothing_and_one_that_is_gone_is_forgotten()
    {
        var map = Reported(osds: 2, pgs: 2);
        Assert.Equal(200, map.Current.OsdSum.Kb);

        map.Follow(Map(osds: 2, pgs: 2, gone: [], outside: [1], epoch: 2), At(4));
        Assert.Equal(100, map.Current.OsdSum.Kb);
        map.Ingest(1, Report() with { OsdStat = Osd(7) });
        map.Advance(At(6));
        Assert.Equal(OsdStat.Zero with { Sequence = 7 }, map.Current.Osds[1]);

        map.Follow(Map(osds: 2, pgs: 2, gone: [1], epoch: 3), At(8));
        Assert.Equal([0], map.Current.Osds.Keys);
    }

    [Fact]
    public void Rates_are_averaged_over_the_last_six_steps()
    {
        var map = Reported(osds: 2, pgs: 2);
        for (var step = 1; step <= 10; step++)
        {
            var stats = ObjectStatSum.Of((ObjectStat.Objects, 10), (ObjectStat.Writes, 20 * step), (ObjectStat.WriteKb, 2048 * step));
            map.Ingest(0, Report((First, Clean(0, 1) with { Stats = stats, ReportedSequence = (ulong)step })));
            map.Advance(At(2 + (2 * step)));
        }

        Assert.Equal(UTime.From(TimeSpan.FromSeconds(12)), map.Current.DeltaDuration);
        Assert.Equal(120, map.Current.Delta.Stats[ObjectStat.Writes]);
        var traffic = new PgTraffic(map.Current.Delta, map.Current.DeltaDuration);
        Assert.Equal("1 MiB/s wr, 0 op/s rd, 10 op/s wr", traffic.ClientText());
        Assert.Equal("1 MiB/s wr, 10 op/s", traffic.ClientTextInBrief());
        Assert.Equal("", traffic.RecoveryText());
        var pool = Assert.Single(map.Current.Pools);
        Assert.Equal(map.Current.Delta, pool.Delta!.Delta);
    }

    [Fact]
    public void Sums_that_fall_are_no_traffic()
    {
        var map = Reported(osds: 2, pgs: 2);
        var less = ObjectStatSum.Of((ObjectStat.Objects, 10), (ObjectStat.Writes, -50));
        map.Ingest(0, Report((First, Clean(0, 1) with { Stats = less, ReportedSequence = 2 })));
        map.Advance(At(4));

        Assert.Equal("", new PgTraffic(map.Current.Delta, map.Current.DeltaDuration).ClientText());
    }

    [Fact]
    public void What_late_reporters_bring_is_no_traffic()
    {
        var map = new PgMap(new PgMapOptions(), At(0));
        map.Follow(Map(osds: 2, pgs: 2), At(0));
        map.Ingest(0, Report((First, Clean(0, 1))));
        map.Advance(At(2));
        map.Ingest(
            1,
            Report((new PgId(Pool, 1), Clean(1, 0) with { Stats = ObjectStatSum.Of((ObjectStat.Objects, 7), (ObjectStat.Writes, 1000)) })));
        map.Advance(At(4));
        map.Advance(At(6));

        Assert.Equal(PoolStat.Zero, map.Current.Delta);
        Assert.Equal(PoolStat.Zero, Assert.Single(map.Current.Pools).Delta!.Delta);
        Assert.Equal(17, map.Current.Sum.Stats[ObjectStat.Objects]);
    }

    [Fact]
    public void It_is_ready_when_all_that_are_up_have_reported_or_enough_time_is_over()
    {
        var map = new PgMap(new PgMapOptions(), At(0));
        map.Follow(Map(osds: 3, pgs: 2, down: [2]), At(0));
        map.Ingest(0, Report());
        Assert.False(map.IsReady);
        map.Ingest(1, Report());
        Assert.True(map.IsReady);

        var late = new PgMap(new PgMapOptions(), At(0));
        late.Follow(Map(osds: 3, pgs: 2), At(0));
        Assert.False(late.Advance(At(20)).IsReady);
        Assert.True(late.Advance(At(21)).IsReady);
    }

    [Fact]
    public void A_snapshot_stays_what_it_was()
    {
        var map = Reported(osds: 2, pgs: 2);
        var before = map.Current;
        var stat = before.Find(First);

        map.Ingest(0, Report((First, Clean(0, 1) with { State = PgState.Active, ReportedSequence = 3 })));
        map.Advance(At(4));

        Assert.Equal(stat, before.Find(First));
        Assert.NotEqual(stat, map.Current.Find(First));
        Assert.Equal(before.Version + 1, map.Current.Version);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_is_reported_the_sums_are_those_of_the_groups(int seed)
    {
        var random = new Random(seed);
        var map = new PgMap(new PgMapOptions(), At(0));
        for (var step = 0u; step < 300; step++)
        {
            if (random.Next(4) == 0 || step == 0)
            {
                int[] down = [.. Enumerable.Range(0, 6).Where(_ => random.Next(4) == 0)];
                int[] outside = [.. Enumerable.Range(0, 6).Where(_ => random.Next(6) == 0)];
                map.Follow(Map(6, (uint)random.Next(0, 12), down, outside: outside, epoch: step + 1), At(step));
            }

            for (var report = random.Next(8); report > 0; report--)
            {
                var osd = random.Next(-1, 8);
                map.Ingest(
                    osd,
                    Report([.. Enumerable.Range(0, random.Next(5))
                        .Select(_ => (new PgId(random.Next(1, 3), (uint)random.Next(12)), Any(random, osd)))]));
            }

            map.Advance(At(step));
            CheckSums(map.Current, seed);
        }
    }

    private static void CheckSums(PgMapSnapshot map, int seed)
    {
        var groups = map.Groups.Select(static pair => pair.Value).ToArray();
        var because = $"seed {seed}, version {map.Version}";
        Assert.True(groups.Length == map.PgCount, because);
        Assert.True(groups.Count(static stat => stat.State == 0) == map.UnknownPgCount, because);
        Assert.True(groups.Count(static stat => stat.State.HasFlag(PgState.Active)) == map.ActivePgCount, because);
        Assert.True(groups.Aggregate(ObjectStatSum.Zero, static (sum, stat) => sum.Add(stat.Stats)).Equals(map.Sum.Stats), because);
        Assert.True(
            groups.Sum(static stat => stat.Up.Count) == map.Sum.Up && groups.Sum(static stat => stat.Acting.Count) == map.Sum.Acting,
            because);
        Assert.True(groups.Sum(static stat => stat.LogSize) == map.Sum.LogSize, because);
        Assert.Equal(
            groups.CountBy(static stat => stat.State).OrderBy(static pair => pair.Key).ToArray(), map.PgsByState.ToArray());
        foreach (var (osd, count) in map.PgsByOsd)
        {
            Assert.True(groups.Sum(stat => stat.Acting.Count(id => id == osd)) == count.Acting, because);
            Assert.True(groups.Count(stat => stat.Up.Contains(osd) && !stat.Acting.Contains(osd)) == count.UpNotActing, because);
            Assert.True(groups.Count(stat => stat.UpPrimary == osd) == count.Primary, because);
        }

        Assert.Equal(
            groups.SelectMany(static stat => stat.BlockedBy).CountBy(static osd => osd).OrderBy(static pair => pair.Key).ToArray(),
            map.BlockedBy.ToArray());
    }

    private static PgStat Any(Random random, int primary)
    {
        int[] Places() => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(5) == 0 ? int.MaxValue : random.Next(6))];
        return new PgStat
        {
            State = (PgState)random.Next(0, 1 << 20),
            ReportedEpoch = (uint)random.Next(4),
            ReportedSequence = (ulong)random.Next(10),
            Up = Places(),
            Acting = Places(),
            UpPrimary = random.Next(-1, 6),
            ActingPrimary = random.Next(8) == 0 ? random.Next(-1, 6) : primary,
            BlockedBy = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(6))],
            LogSize = random.Next(100),
            Stats = ObjectStatSum.Of((ObjectStat.Objects, random.Next(-5, 100)), (ObjectStat.Writes, random.Next(1000))),
        };
    }

    private static PgMap Reported(int osds, uint pgs)
    {
        var map = new PgMap(new PgMapOptions(), At(0));
        map.Follow(Map(osds, pgs), At(0));
        map.Ingest(
            0,
            Report([.. Enumerable.Range(0, (int)pgs).Select(static seed => (new PgId(Pool, (uint)seed), Clean(0, 1)))]) with
            {
                OsdStat = Osd(1),
            });
        map.Ingest(1, Report() with { OsdStat = Osd(1) });
        map.Advance(At(2));
        return map;
    }

    private static PgStat Clean(params int[] acting) => new()
    {
        State = PgState.Active | PgState.Clean,
        ReportedEpoch = 1,
        ReportedSequence = 1,
        Up = acting,
        Acting = acting,
        UpPrimary = acting[0],
        ActingPrimary = acting[0],
        LogSize = 3,
        Stats = ObjectStatSum.Of((ObjectStat.Objects, 10)),
    };

    private static MPGStats Report(params (PgId Id, PgStat Stat)[] groups)
    {
        var stats = new Dictionary<PgId, PgStat>();
        foreach (var (id, stat) in groups)
        {
            stats[id] = stat;
        }

        return new MPGStats { PgStats = stats };
    }

    private static OsdStat Osd(ulong sequence) => new()
    {
        Sequence = sequence,
        OsdCount = 1,
        Kb = 100,
        Statfs = StoreStatfs.Zero with { Total = 100 << 10, Available = 60 << 10 },
    };

    private static OsdMap Map(int osds, uint pgs, int[]? down = null, int[]? gone = null, int[]? outside = null, uint epoch = 1)
    {
        var client = new OsdMapClientPart
        {
            Epoch = epoch,
            Modified = At(0),
            MaxOsd = osds,
            OsdStates = [.. Enumerable.Range(0, osds).Select(osd =>
                gone?.Contains(osd) == true ? 0u : (uint)(OsdState.Exists | (down?.Contains(osd) == true ? 0 : OsdState.Up)))],
            OsdWeights = [.. Enumerable.Range(0, osds).Select(osd => outside?.Contains(osd) == true ? 0 : Whole)],
        };
        if (pgs > 0)
        {
            client = client with
            {
                Pools = new Dictionary<long, PgPool> { [Pool] = new() { PgCount = pgs, Size = 2 } },
                PoolNames = new Dictionary<long, string> { [Pool] = "data" },
            };
        }

        return new OsdMap(client, new OsdMapDaemonPart(), 0);
    }

    private static UTime At(uint seconds) => new(1_700_000_000 + seconds, 0);

    private static UTime At(int seconds) => At((uint)seconds);
}
