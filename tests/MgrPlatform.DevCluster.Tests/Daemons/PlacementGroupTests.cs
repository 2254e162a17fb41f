using MgrPlatform.DevCluster.Daemons;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.DevCluster.Tests.Daemons;

/// <summary>What the primary of a recorded group tells while OSDs come and go.</summary>
public sealed class PlacementGroupTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly PgPool Pool = new() { Size = 3, MinSize = 2, PgCount = 8 };

    private readonly PlacementGroup _group = new(
        ObjectStatSum.Of((ObjectStat.Objects, 100), (ObjectStat.Bytes, 1000)), new ClientRate(0, 0, 10, 40), 7, Start);

    [Fact]
    public void With_all_copies_it_is_active_and_clean_and_clients_write()
    {
        _ = Report(0, 0, 1, 2);

        var stat = Report(5, 0, 1, 2);

        Assert.Equal("active+clean", stat.State.ToName());
        Assert.Equal(50, stat.Stats[ObjectStat.Writes]);
        Assert.Equal(200, stat.Stats[ObjectStat.WriteKb]);
        Assert.Equal(300, stat.Stats[ObjectStat.ObjectCopies]);
        Assert.Equal(0, stat.Stats[ObjectStat.ObjectsDegraded]);
    }

    [Fact]
    public void Without_one_copy_it_is_undersized_and_degraded_and_heals_when_the_copy_is_back()
    {
        _ = Report(0, 0, 1, 2);
        _ = Report(20, 0, 1, 2);

        var without = Report(25, 0, 1);
        Assert.Equal("active+undersized+degraded", without.State.ToName());
        Assert.Equal(100, without.Stats[ObjectStat.ObjectsDegraded]);

        var back = Report(55, 0, 1, 2);
        Assert.Equal("active+recovering+degraded", back.State.ToName());
        Assert.InRange(back.Stats[ObjectStat.ObjectsDegraded], 1, 60);

        var healed = Report(80, 0, 1, 2);
        for (var second = 85; second <= 120 && !healed.State.HasFlag(PgState.Clean); second += 5)
        {
            healed = Report(second, 0, 1, 2);
        }

        Assert.Equal("active+clean", healed.State.ToName());
        Assert.InRange(healed.Stats[ObjectStat.ObjectsRecovered], 1, 100);
    }

    [Fact]
    public void With_too_few_copies_it_is_only_peered_and_nobody_writes()
    {
        _ = Report(0, 0, 1, 2);

        var stat = Report(5, 2);
        Assert.Equal("undersized+degraded+peered", stat.State.ToName());

        Assert.Equal(stat.Stats[ObjectStat.Writes], Report(10, 2).Stats[ObjectStat.Writes]);
    }

    [Fact]
    public void An_osd_that_never_had_it_gets_a_whole_copy()
    {
        _ = Report(0, 0, 1, 2);
        _ = Report(20, 0, 1, 2);

        var stat = Report(21, 0, 1, 5);

        Assert.InRange(stat.Stats[ObjectStat.ObjectsDegraded], 90, 100);
    }

    [Fact]
    public void OSDs_that_start_one_after_the_other_bring_their_copies_with_them()
    {
        _ = Report(0, 0);
        _ = Report(1, 0, 1);

        Assert.Equal("active+clean", Report(2, 0, 1, 2).State.ToName());
    }

    private PgStat Report(double seconds, params int[] acting) =>
        _group.Report(new PgPlacement(acting, acting[0], acting, acting[0]), Pool, 9, Start.AddSeconds(seconds));
}
