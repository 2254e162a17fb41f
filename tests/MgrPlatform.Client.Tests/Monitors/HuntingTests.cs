using MgrPlatform.Client.Monitors;
using MgrPlatform.Messenger;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Client.Tests.Monitors;

public sealed class HuntingTests
{
    [Fact]
    public void Three_monitors_are_tried_at_once_and_the_first_that_lets_us_in_wins()
    {
        var harness = new MachineHarness(monitors: 5).Step(new MonitorClientInput.Started());
        Assert.Equal(3, harness.Opens.Select(static open => open.Address).Distinct().Count());

        harness.Open(2);

        Assert.Equal([1, 3], harness.Last.OfType<MonitorClientEffect.Close>().Select(static close => close.Connection));
        Assert.IsType<MMonGetMap>(harness.Sent.First());
    }

    [Fact]
    public void A_monitor_that_refuses_connections_makes_room_for_the_next_one_at_once()
    {
        var harness = new MachineHarness(monitors: 5).Step(new MonitorClientInput.Started());
        var tried = harness.Opens.Select(static open => open.Address).ToHashSet();

        harness.Close(1, CloseKind.ConnectionRefused);

        Assert.DoesNotContain(Assert.Single(harness.Opens).Address, tried);
    }

    [Fact]
    public void A_monitor_that_cannot_be_reached_is_tried_again_ever_more_seldom()
    {
        var harness = new MachineHarness(monitors: 1, options => options with { HuntInterval = TimeSpan.FromHours(1) });
        harness.Step(new MonitorClientInput.Started());

        List<double> waits = [];
        for (var attempt = 1; attempt <= 8; attempt++)
        {
            harness.Close(attempt, CloseKind.ConnectionRefused);
            waits.Add((harness.Machine.NextWake - harness.Now).TotalSeconds);
            harness.Pass(harness.Machine.NextWake - harness.Now);
            Assert.Single(harness.Opens);
        }

        Assert.Equal([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 3.2, 3.2], waits.Select(static wait => Math.Round(wait, 3)));
    }

    [Fact]
    public void A_silent_monitor_is_given_up_for_others_after_three_seconds_and_then_ever_later()
    {
        var harness = new MachineHarness(monitors: 2, options => options with { HuntParallel = 1 });
        harness.Step(new MonitorClientInput.Started());
        var first = harness.Opens.Single().Address;

        harness.Pass(TimeSpan.FromSeconds(3));

        Assert.NotEqual(first, harness.Opens.Single().Address);
        Assert.Equal(4.5, (harness.Machine.NextWake - harness.Now).TotalSeconds, 3);
        harness.Pass(TimeSpan.FromMinutes(10));
        Assert.InRange(harness.Opens.Count(), 15, 30);
    }

    [Fact]
    public void A_wrong_key_is_final_when_all_who_were_asked_say_so()
    {
        var harness = new MachineHarness(monitors: 2).Step(new MonitorClientInput.Started());

        harness.Refuse(1);
        Assert.Empty(harness.Last.OfType<MonitorClientEffect.Failed>());
        harness.Refuse(2);

        var failed = Assert.Single(harness.Last.OfType<MonitorClientEffect.Failed>());
        Assert.Equal(Errno.Access, failed.Errno);
        Assert.Contains("client.admin may not log in", failed.Text, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.MaxValue, harness.Machine.NextWake);
    }

    [Fact]
    public void A_silent_monitor_does_not_hide_for_long_that_another_has_refused_us()
    {
        var harness = new MachineHarness(monitors: 2).Step(new MonitorClientInput.Started());

        harness.Refuse(1).Pass(TimeSpan.FromSeconds(1));

        Assert.Single(harness.Last.OfType<MonitorClientEffect.Failed>());
    }

    [Fact]
    public void One_refusal_does_not_count_when_another_monitor_lets_us_in()
    {
        var harness = new MachineHarness(monitors: 2).Step(new MonitorClientInput.Started());

        harness.Refuse(1).Open(2);

        Assert.NotEmpty(harness.Sent);
    }

    [Fact]
    public void A_cluster_without_authentication_is_entered_without_when_our_configuration_allows_it()
    {
        var harness = new MachineHarness(change: options => options with { Methods = [AuthMethod.Cephx, AuthMethod.None] });
        harness.Step(new MonitorClientInput.Started());
        Assert.Equal(AuthMethod.Cephx, harness.Opens.Single().Method);

        harness.Refuse(1, -95, AuthMethod.None);

        Assert.Equal(AuthMethod.None, harness.Opens.Single().Method);
        harness.Refuse(2, -95, AuthMethod.Cephx);
        Assert.Single(harness.Last.OfType<MonitorClientEffect.Failed>());
    }

    [Fact]
    public void The_missing_key_is_named_when_the_cluster_wants_one()
    {
        var harness = new MachineHarness(change: options =>
            options with { Methods = [AuthMethod.None], Key = null, NoKey = "no key for client.admin: /k is not there" });

        harness.Step(new MonitorClientInput.Started()).Refuse(1, -95, AuthMethod.Cephx);

        var failed = Assert.Single(harness.Last.OfType<MonitorClientEffect.Failed>());
        Assert.Equal(Errno.Access, failed.Errno);
        Assert.Contains("/k is not there", failed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_monmap_replaces_the_addresses_that_we_began_with()
    {
        var harness = new MachineHarness(monitors: 1).Connect(monitors: 3);

        harness.Pass(TimeSpan.FromSeconds(5)).Close(1);

        Assert.Equal(3, harness.Opens.Select(static open => open.Address).Distinct().Count());
    }

    [Fact]
    public void Monitors_of_the_best_priority_go_first()
    {
        var map = MachineHarness.Map(3);
        map = map with
        {
            Monitors = map.Monitors.ToDictionary(
                static pair => pair.Key, static pair => pair.Value with { Priority = pair.Key == "c" ? (ushort)1 : (ushort)2 }),
        };
        var harness = new MachineHarness(change: static options => options with { HuntParallel = 1 });
        harness.Step(new MonitorClientInput.Started()).Open(1);
        harness.Receive(1, new MMonMap(map)).Pass(TimeSpan.FromSeconds(5));

        harness.Close(1);

        Assert.Equal(MachineHarness.Address(2), harness.Opens.Single().Address);
    }

    [Fact]
    public void A_session_that_ends_at_once_does_not_make_us_come_back_without_end()
    {
        var harness = new MachineHarness().Connect();
        var logins = 0;

        for (var connection = 1; harness.Now < TimeSpan.FromSeconds(12); connection++)
        {
            harness.Close(connection);
            if (!harness.Opens.Any())
            {
                harness.Pass(harness.Machine.NextWake - harness.Now);
            }

            harness.Open(connection + 1);
            logins++;
        }

        Assert.InRange(logins, 5, 12);
    }

    [Fact]
    public void A_monitor_that_is_none_any_more_is_left()
    {
        var harness = new MachineHarness().Connect(monitors: 1);
        var moved = MachineHarness.Map(2, epoch: 2);
        moved = moved with { Ranks = ["b"], Monitors = new Dictionary<string, MonInfo> { ["b"] = moved.Monitors["b"] } };

        harness.Receive(1, new MMonMap(moved));

        Assert.Equal(MachineHarness.Address(1), harness.Opens.Single().Address);
    }

    [Fact]
    public void A_monitor_of_another_cluster_is_refused_when_the_configuration_says_which_is_ours()
    {
        var harness = new MachineHarness(change: static options => options with { Fsid = Guid.NewGuid() });

        harness.Step(new MonitorClientInput.Started()).Open(1).Receive(1, new MMonMap(MachineHarness.Map(1)));

        Assert.Contains("fsid", Assert.Single(harness.Last.OfType<MonitorClientEffect.Failed>()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_after_months_is_no_reason_to_stay_away()
    {
        var harness = new MachineHarness().Connect();
        harness.Pass(TimeSpan.FromSeconds(30)).Close(1);
        Assert.Equal(4101UL, harness.Opens.Single().Earlier!.GlobalId);

        harness.Refuse(2);

        Assert.Empty(harness.Last.OfType<MonitorClientEffect.Failed>());
        harness.Pass(TimeSpan.FromSeconds(5));
        Assert.Null(harness.Opens.First().Earlier);
        harness.Open(harness.Opens.First().Connection, globalId: 5000);
        Assert.Contains(harness.Last, static effect => effect is MonitorClientEffect.Happened { Event: MonitorEvent.GlobalIdChanged });
    }
}
