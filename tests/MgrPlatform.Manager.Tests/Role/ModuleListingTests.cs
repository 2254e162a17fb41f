using MgrPlatform.Manager.Role;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Manager.Tests.Role;

/// <summary>Beside a monitor that takes a list of modules as Ceph's does: only when a name or "can run" differs.</summary>
public sealed class ModuleListingTests
{
    private readonly RoleScene _scene = new();

    [Fact]
    public void Options_that_become_known_later_reach_monitors_that_compare_names_alone()
    {
        _scene.Do(new RoleInput.ModulesChanged([Module("hello"), Module("status")]));
        _scene.MakeAvailable("a");
        var monitors = Listed();

        _scene.Do(new RoleInput.ModulesChanged([Module("hello", "place"), Module("status")]));
        Tell(monitors);
        _scene.Wait(2);

        Assert.Equal(["status"], Listed().Select(static module => module.Name));
        Tell(Listed());
        Assert.Equal(["hello", "status"], Listed().Select(static module => module.Name));
        Assert.Equal(["place"], Listed()[0].Options.Keys);
        var whole = Listed();
        Tell(whole);
        _scene.Wait(6);
        Assert.Equal(whole, Listed());
    }

    [Fact]
    public void A_standby_s_options_reach_them_too()
    {
        _scene.Do(new RoleInput.Identified(RoleScene.Gid));
        _scene.Do(new RoleInput.ModulesChanged([Module("hello", "place")]));
        _scene.Map(active: 17, standbyModules: [Module("hello")]);

        _scene.Wait(2);
        Assert.Empty(Listed());
        _scene.Map(active: 17, standbyModules: []);

        Assert.Equal("hello", Assert.Single(Listed()).Name);
    }

    [Fact]
    public void A_module_that_is_away_for_a_moment_and_tells_no_options_changes_nothing()
    {
        _scene.MakeAvailable("a");
        _scene.Do(new RoleInput.ModulesChanged([Module("hello")]));
        Tell([Module("hello", "place")]);

        _scene.Wait(4);

        Assert.Single(Listed());
    }

    [Fact]
    public void A_monitor_that_keeps_no_options_is_not_asked_for_ever()
    {
        _scene.MakeAvailable("a");
        _scene.Do(new RoleInput.ModulesChanged([Module("hello", "place")]));
        Tell([Module("hello")]);
        var before = _scene.Beacons.Count();

        _scene.Wait(60);

        Assert.Equal(3, _scene.Beacons.Skip(before).Count(static beacon => beacon.Modules.Count == 0));
        Assert.Single(Listed());
    }

    private static MgrModule Module(string name, params string[] options) => new(
        name, true, "", options.ToDictionary(static option => option, static option => new MgrModuleOption { Name = option }));

    private IReadOnlyList<MgrModule> Listed() => _scene.LastBeacon.Modules;

    private void Tell(IReadOnlyList<MgrModule> modules) => _scene.Map(RoleScene.Gid, available: true, activeModules: modules);
}
