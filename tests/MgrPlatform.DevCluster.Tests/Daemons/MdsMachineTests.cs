using MgrPlatform.DevCluster.Daemons;
using MgrPlatform.Wire.Maps;
using MgrPlatform.Wire.Maps.Fs;

namespace MgrPlatform.DevCluster.Tests.Daemons;

/// <summary>The life of a recorded metadata server, as the map of file systems tells it.</summary>
public sealed class MdsMachineTests
{
    private const ulong Gid = 4242;

    private readonly MdsMachine _machine = new(Gid);
    private readonly List<MdsEffect> _effects = [];

    [Fact]
    public void It_boots_stands_by_and_becomes_active_when_it_is_given_a_rank()
    {
        Step(new MdsInput.MapSeen(new MdsMap { Epoch = 3 }), 0);
        Assert.Equal([Beacon(1, 3, MdsState.Boot)], _effects);

        Step(Map(4, MdsState.Standby), 1);
        Assert.Contains(Beacon(2, 4, MdsState.Standby), _effects);

        Step(Map(5, MdsState.Creating), 2);
        Assert.Contains(Beacon(3, 5, MdsState.Active), _effects);
        Assert.False(_machine.IsActive);

        Step(Map(6, MdsState.Active), 3);
        Assert.True(_machine.IsActive);
    }

    [Fact]
    public void One_that_takes_over_goes_Cephs_way_up()
    {
        Step(Map(4, MdsState.Standby), 0);

        foreach (var (state, wanted) in new[]
        {
            (MdsState.Replay, MdsState.Reconnect), (MdsState.Reconnect, MdsState.Rejoin), (MdsState.Rejoin, MdsState.Active),
        })
        {
            Step(Map(5, state), 1);
            Assert.Equal(wanted, Assert.Single(_effects.OfType<MdsEffect.Beacon>()).State);
        }
    }

    [Fact]
    public void It_sends_a_beacon_every_four_seconds()
    {
        Step(Map(4, MdsState.Standby), 0);

        Step(new MdsInput.TimePassed(), 3.5);
        Assert.Empty(_effects);
        Step(new MdsInput.TimePassed(), 4);
        Assert.IsType<MdsEffect.Beacon>(Assert.Single(_effects));
    }

    [Fact]
    public void Taken_out_of_the_map_it_begins_anew()
    {
        Step(Map(4, MdsState.Standby), 0);

        Step(new MdsInput.MapSeen(new MdsMap { Epoch = 5 }), 1);

        Assert.True(Assert.IsType<MdsEffect.Ended>(Assert.Single(_effects)).Restarts);
    }

    [Fact]
    public void Asked_to_stop_it_tells_the_monitors_and_ends_when_they_know()
    {
        Step(Map(4, MdsState.Standby), 0);

        Step(new MdsInput.StopRequested(), 1);
        var goodbye = Assert.IsType<MdsEffect.Beacon>(Assert.Single(_effects));
        Assert.Equal(MdsState.Absent, goodbye.State);

        Step(new MdsInput.Acknowledged(goodbye.Sequence), 1.5);
        Assert.False(Assert.IsType<MdsEffect.Ended>(Assert.Single(_effects)).Restarts);
    }

    private static MdsEffect.Beacon Beacon(ulong sequence, ulong epoch, MdsState state) => new(sequence, epoch, state, CompatSet.Empty);

    private static MdsInput.MapSeen Map(uint epoch, MdsState state) => new(new MdsMap
    {
        Epoch = epoch,
        Daemons = new SortedDictionary<ulong, MdsInfo> { [Gid] = new() { Gid = Gid, State = state } },
    });

    private void Step(MdsInput input, double seconds)
    {
        _effects.Clear();
        _machine.Step(input, TimeSpan.FromSeconds(seconds), _effects);
    }
}
