using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Manager.Tests;

public sealed class ClusterFactsTests
{
    private const string Version = "ceph version 16.2.15 (618f) pacific (stable)";

    [Fact]
    public void Monitors_take_tables_at_any_time_only_when_all_of_them_say_so()
    {
        Assert.True(Read(Own("a"), Own("b")).TakesTables);
        Assert.False(Read(Own("a"), Cephs("b")).TakesTables);
        Assert.False(Read(Cephs("a")).TakesTables);
        Assert.False(Read().TakesTables);
    }

    [Fact]
    public void The_release_is_in_the_version_where_the_monitors_do_not_name_it() =>
        Assert.Equal((Version, "pacific"), (Read(Cephs("a")).Version, Read(Cephs("a")).Release));

    private static ClusterFacts Read(params (DaemonKey, Dictionary<string, string>)[] monitors) => ClusterFacts.Read(monitors);

    private static (DaemonKey, Dictionary<string, string>) Cephs(string name) =>
        (new DaemonKey("mon", name), new Dictionary<string, string> { ["ceph_version"] = Version });

    // The key is spelled out: it is a contract between two rooms that do not know each other.
    private static (DaemonKey, Dictionary<string, string>) Own(string name) => (
        new DaemonKey("mon", name),
        new Dictionary<string, string> { ["ceph_version"] = Version, ["mgrp_command_table"] = "any beacon" });
}
