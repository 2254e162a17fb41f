using MgrPlatform.Manager.Role;

namespace MgrPlatform.Manager.Tests.Role;

public sealed class RoleMachineTests
{
    private readonly RoleScene _scene = new();

    [Fact]
    public void A_manager_that_no_map_names_beacons_every_two_seconds_as_a_standby()
    {
        _scene.Do(new RoleInput.Identified(RoleScene.Gid));
        _scene.Map(active: 17);

        _scene.Wait(10);

        Assert.InRange(_scene.Beacons.Count(), 5, 6);
        Assert.All(_scene.Beacons, beacon =>
        {
            Assert.False(beacon.Available);
            Assert.Empty(beacon.ServerAddresses.Addresses);
            Assert.Empty(beacon.Commands);
        });
        Assert.Equal(ManagerRole.Standby, _scene.Machine.Role);
    }

    [Fact]
    public void Without_a_global_id_nothing_is_sent()
    {
        _scene.Wait(10);

        Assert.Empty(_scene.Beacons);
    }

    [Fact]
    public void A_manager_that_the_map_names_starts_and_is_available_only_when_it_listens_and_its_modules_have_settled()
    {
        _scene.Do(new RoleInput.CommandsChanged([RoleScene.Command("fs status")]));
        _scene.Do(new RoleInput.Identified(RoleScene.Gid));

        Assert.Contains(_scene.Map(RoleScene.Gid), static effect => effect is RoleEffect.Start);
        _scene.Wait(2);
        Assert.False(_scene.LastBeacon.Available);
        _scene.Do(new RoleInput.Started(RoleScene.Addresses));
        Assert.Equal(ManagerRole.Starting, _scene.Machine.Role);
        _scene.Do(new RoleInput.Settled());

        Assert.True(_scene.LastBeacon.Available);
        Assert.Equal(RoleScene.Addresses, _scene.LastBeacon.ServerAddresses);
        Assert.Equal("fs status", Assert.Single(_scene.LastBeacon.Commands).Signature);
        Assert.Contains(_scene.Map(RoleScene.Gid, available: true), static effect => effect is RoleEffect.Available);
        Assert.True(_scene.Machine.IsAvailable);
    }

    [Fact]
    public void A_module_that_never_comes_up_does_not_keep_the_manager_from_serving()
    {
        _scene.Do(new RoleInput.Identified(RoleScene.Gid));
        _scene.Map(RoleScene.Gid);
        _scene.Do(new RoleInput.Started(RoleScene.Addresses));

        _scene.Wait(6);

        Assert.True(_scene.LastBeacon.Available);
    }

    [Fact]
    public void The_table_is_listed_until_the_map_says_available_and_not_after()
    {
        _scene.MakeAvailable("fs status");

        _scene.Wait(4);

        Assert.True(_scene.LastBeacon.Available);
        Assert.Empty(_scene.LastBeacon.Commands);
    }

    [Fact]
    public void A_changed_table_goes_out_with_one_flip_of_available_however_many_changes_there_were()
    {
        _scene.MakeAvailable("fs status");
        _scene.Wait(6);
        var before = _scene.Beacons.Count();
        foreach (var last in new[] { "hot a", "hot b", "hot c" })
        {
            _scene.Do(new RoleInput.CommandsChanged([RoleScene.Command("fs status"), RoleScene.Command(last)]));
            _scene.Wait(0.25);
        }

        _scene.Wait(0.75);
        var withdrawn = _scene.LastBeacon;
        Assert.False(withdrawn.Available);
        Assert.Equal(RoleScene.Addresses, withdrawn.ServerAddresses);
        Assert.Contains(withdrawn.Commands, static command => command.Signature == "hot c");
        _scene.Map(RoleScene.Gid, available: false);
        Assert.True(_scene.LastBeacon.Available);
        Assert.Contains(_scene.LastBeacon.Commands, static command => command.Signature == "hot c");
        _scene.Map(RoleScene.Gid, available: true);
        _scene.Wait(10);

        Assert.True(_scene.Machine.IsAvailable);
        Assert.Single(_scene.Beacons.Skip(before), static beacon => !beacon.Available);
    }

    [Fact]
    public void A_change_while_a_table_is_offered_is_published_by_a_flip_of_its_own()
    {
        _scene.MakeAvailable("a");
        _scene.Wait(6);
        _scene.Do(new RoleInput.CommandsChanged([RoleScene.Command("b")]));
        _scene.Wait(1);
        _scene.Map(RoleScene.Gid, available: false);
        _scene.Do(new RoleInput.CommandsChanged([RoleScene.Command("c")]));
        Assert.Equal("b", Assert.Single(_scene.LastBeacon.Commands).Signature);

        _scene.Map(RoleScene.Gid, available: true);
        _scene.Wait(6);

        Assert.False(_scene.LastBeacon.Available);
        Assert.Equal("c", Assert.Single(_scene.LastBeacon.Commands).Signature);
    }

    [Fact]
    public void A_table_that_changes_and_changes_back_flips_nothing()
    {
        _scene.MakeAvailable("a");
        _scene.Wait(6);
        _scene.Do(new RoleInput.CommandsChanged([]));
        _scene.Do(new RoleInput.CommandsChanged([RoleScene.Command("a")]));

        _scene.Wait(10);

        Assert.DoesNotContain(_scene.Beacons.Skip(5), static beacon => !beacon.Available);
    }

    [Fact]
    public void Monitors_that_take_a_table_at_any_time_are_sent_it_without_a_flip()
    {
        _scene.Do(new RoleInput.MonitorsKnown(TakeTables: true));
        _scene.MakeAvailable("a");
        _scene.Wait(3);
        var before = _scene.Beacons.Count();
        _scene.Do(new RoleInput.CommandsChanged([RoleScene.Command("b")]));

        _scene.Wait(8);

        Assert.All(_scene.Beacons.Skip(before), static beacon => Assert.True(beacon.Available));
        Assert.Contains(_scene.Beacons.Skip(before), static beacon => beacon.Commands.Any(static command => command.Signature == "b"));
        Assert.Empty(_scene.LastBeacon.Commands);
    }

    [Fact]
    public void A_replaced_manager_stops_everything_and_stands_by_again()
    {
        _scene.MakeAvailable("a");

        var effects = _scene.Map(active: 17);

        Assert.Contains("mgr.x is active now", Assert.Single(effects.OfType<RoleEffect.Stop>()).Reason, StringComparison.Ordinal);
        _scene.Wait(2);
        Assert.False(_scene.LastBeacon.Available);
        Assert.Empty(_scene.LastBeacon.ServerAddresses.Addresses);
        _scene.Do(new RoleInput.Stopped());
        Assert.Equal(ManagerRole.Standby, _scene.Machine.Role);
        Assert.Contains(_scene.Map(RoleScene.Gid, term: 2), static effect => effect is RoleEffect.Start);
    }

    [Fact]
    public void A_manager_that_becomes_active_again_while_it_stops_starts_when_it_has_stopped()
    {
        _scene.MakeAvailable("a");
        _scene.Map(active: 17);
        Assert.DoesNotContain(_scene.Map(RoleScene.Gid, term: 3), static effect => effect is RoleEffect.Start);

        Assert.Contains(_scene.Do(new RoleInput.Stopped()), static effect => effect is RoleEffect.Start);
    }

    [Fact]
    public void A_manager_that_was_failed_and_made_active_again_in_one_map_begins_anew()
    {
        _scene.MakeAvailable("a");

        var effects = _scene.Map(RoleScene.Gid, available: false, term: 9);

        Assert.Contains(effects, static effect => effect is RoleEffect.Stop);
        Assert.Contains(_scene.Do(new RoleInput.Stopped()), static effect => effect is RoleEffect.Start);
    }

    [Fact]
    public void Another_global_id_ends_the_term()
    {
        _scene.MakeAvailable("a");

        Assert.Contains(_scene.Do(new RoleInput.Identified(4243)), static effect => effect is RoleEffect.Stop);
        Assert.Equal(4243UL, _scene.LastBeacon.Gid);
        Assert.False(_scene.LastBeacon.Available);
    }

    [Fact]
    public void Enabling_a_module_changes_the_modules_that_run_and_nothing_else()
    {
        _scene.MakeAvailable("a");

        var effects = _scene.Map(RoleScene.Gid, available: true, modules: ["hello"], alwaysOn: ["balancer"]);

        Assert.Equal(["balancer", "hello"], Assert.IsType<RoleEffect.RunModules>(Assert.Single(effects)).Modules);
        Assert.Equal(
            ["balancer"],
            Assert.IsType<RoleEffect.RunModules>(
                Assert.Single(_scene.Map(RoleScene.Gid, available: true, alwaysOn: ["balancer"]))).Modules);
        Assert.Empty(_scene.Map(RoleScene.Gid, available: true, alwaysOn: ["balancer"]));
    }

    [Fact]
    public void A_standby_knows_which_modules_the_map_wants_to_keep_some_of_them_warm()
    {
        _scene.Do(new RoleInput.Identified(RoleScene.Gid));

        var effects = _scene.Map(active: 17, modules: ["hello"], alwaysOn: ["balancer"]);

        Assert.Equal(["balancer", "hello"], Assert.IsType<RoleEffect.RunModules>(Assert.Single(effects)).Modules);
        Assert.Equal(ManagerRole.Standby, _scene.Machine.Role);
    }

    [Fact]
    public void A_map_that_is_older_than_the_known_one_is_ignored()
    {
        _scene.MakeAvailable("a");

        Assert.Empty(_scene.Do(new RoleInput.MapChanged(new() { Epoch = 1, ActiveGid = 17 })));
        Assert.True(_scene.Machine.IsAvailable);
    }

    [Fact]
    public void A_days_worth_of_beacons_does_not_drift()
    {
        _scene.MakeAvailable("a");
        var before = _scene.Beacons.Count();

        _scene.Wait(24 * 60 * 60);

        Assert.Equal(24 * 60 * 60 / 2, _scene.Beacons.Count() - before);
    }

    [Fact]
    public void A_manager_that_the_monitors_dismiss_stops_and_waits_for_the_map_that_says_who_is_active()
    {
        _scene.MakeAvailable("fs status");

        Assert.Contains(_scene.Do(new RoleInput.Dismissed()), static effect => effect is RoleEffect.Stop);
        Assert.DoesNotContain(_scene.Do(new RoleInput.Stopped()), static effect => effect is RoleEffect.Start);
        _scene.Wait(4);
        Assert.Equal(ManagerRole.Standby, _scene.Machine.Role);
        Assert.False(_scene.LastBeacon.Available);
        _scene.Map(active: 17, term: 2);
        Assert.Contains(_scene.Map(RoleScene.Gid, term: 3), static effect => effect is RoleEffect.Start);
    }

    [Fact]
    public void A_dismissal_that_comes_after_the_map_changes_nothing()
    {
        _scene.MakeAvailable("fs status");
        _scene.Map(active: 17, term: 2);
        _scene.Do(new RoleInput.Stopped());

        Assert.Empty(_scene.Do(new RoleInput.Dismissed()));
        Assert.Contains(_scene.Map(RoleScene.Gid, term: 3), static effect => effect is RoleEffect.Start);
        Assert.DoesNotContain(_scene.Do(new RoleInput.Dismissed()), static effect => effect is RoleEffect.Stop);
    }
}
