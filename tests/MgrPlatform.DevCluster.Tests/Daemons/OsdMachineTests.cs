using System.Net;
using MgrPlatform.DevCluster.Daemons;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.DevCluster.Tests.Daemons;

/// <summary>The life of a recorded OSD, as the OSD map tells it.</summary>
public sealed class OsdMachineTests
{
    private const OsdState Down = OsdState.Exists;
    private const OsdState Up = OsdState.Exists | OsdState.Up;

    private static readonly EntityAddressVector Ours =
        new([new EntityAddress(EntityAddressType.Msgr2, 7, new IPEndPoint(IPAddress.Loopback, 6800))]);

    private readonly OsdMachine _machine = new(0, static _ => [new PgId(1, 0)]);
    private readonly List<OsdEffect> _effects = [];

    public OsdMachineTests() => _machine.ListensAt(Ours);

    [Fact]
    public void It_boots_with_the_first_map_again_when_nobody_answers_and_is_up_when_the_map_says_so()
    {
        Step(Map(4, Down), 0);
        Assert.Equal([new OsdEffect.Boot(4)], _effects);

        Step(new OsdInput.TimePassed(), 4);
        Assert.Empty(_effects);
        Step(new OsdInput.TimePassed(), 6);
        Assert.Equal([new OsdEffect.Boot(4)], _effects);

        Step(Map(5, Up), 7);
        Assert.True(_machine.IsUp);
        Assert.Contains(new OsdEffect.Created(5, new PgId(1, 0)), _effects);
    }

    [Fact]
    public void Marked_down_though_it_lives_it_comes_back_after_a_moment()
    {
        BringUp();

        Step(Map(6, Down), 10);
        Assert.False(_machine.IsUp);
        Assert.DoesNotContain(_effects, static effect => effect is OsdEffect.Boot or OsdEffect.Ended);

        Step(new OsdInput.TimePassed(), 15);
        Assert.Equal([new OsdEffect.Boot(6)], _effects);
    }

    [Fact]
    public void Told_to_stop_by_the_map_it_ends()
    {
        BringUp();

        Step(Map(6, Down | OsdState.Stop), 10);

        Assert.IsType<OsdEffect.Ended>(Assert.Single(_effects));
    }

    [Fact]
    public void Asked_to_stop_it_says_so_and_ends_when_the_map_has_it_down()
    {
        BringUp();

        Step(new OsdInput.StopRequested(), 10);
        Assert.Equal([new OsdEffect.MarkMeDown(5)], _effects);

        Step(Map(6, Down), 11);
        Assert.Equal([new OsdEffect.Ended("stopped")], _effects);
    }

    [Fact]
    public void Asked_to_stop_without_monitors_it_ends_all_the_same()
    {
        BringUp();
        Step(new OsdInput.StopRequested(), 10);

        Step(new OsdInput.TimePassed(), 16);

        Assert.IsType<OsdEffect.Ended>(Assert.Single(_effects));
    }

    [Fact]
    public void One_that_the_cluster_has_removed_ends()
    {
        BringUp();

        Step(Map(6, OsdState.None), 10);

        Assert.IsType<OsdEffect.Ended>(Assert.Single(_effects));
    }

    private static OsdInput.MapSeen Map(uint epoch, OsdState state) => new(new OsdMap(
        new OsdMapClientPart { Epoch = epoch, MaxOsd = 1, OsdStates = [(uint)state], ClientAddresses = [Ours] }, new OsdMapDaemonPart(), 0));

    private void BringUp()
    {
        Step(Map(4, Down), 0);
        Step(Map(5, Up), 1);
    }

    private void Step(OsdInput input, double seconds)
    {
        _effects.Clear();
        _machine.Step(input, TimeSpan.FromSeconds(seconds), _effects);
    }
}
