using MgrPlatform.Modules.Catalog;

namespace MgrPlatform.Modules.Tests.Catalog;

public sealed class PluginCapabilitiesTests
{
    private static readonly PluginCapabilities Some = new()
    {
        Documents = ["osd_map", "device"],
        Commands = ["osd pool", "status"],
        Store = ["cache/"],
        Remote = ["progress.update", "devicehealth.*"],
        Options = ["telemetry"],
    };

    [Theory]
    [InlineData("osd_map", true)]
    [InlineData("osd_map_crush", false)]
    [InlineData("device WDC_1", true)]
    [InlineData("devices", false)]
    public void Documents_are_named_one_by_one(string name, bool allowed) => Assert.Equal(allowed, Some.AllowsDocument(name));

    [Theory]
    [InlineData("osd pool", true)]
    [InlineData("osd pool create", true)]
    [InlineData("osd poolx", false)]
    [InlineData("osd", false)]
    [InlineData("status", true)]
    public void A_commands_first_words_allow_all_that_begin_so(string prefix, bool allowed) => Assert.Equal(allowed, Some.AllowsCommand(prefix));

    [Theory]
    [InlineData("cache/a", true)]
    [InlineData("cach", false)]
    public void Keys_are_allowed_by_prefix(string key, bool allowed) => Assert.Equal(allowed, Some.AllowsStoreKey(key));

    [Theory]
    [InlineData("progress", "update", true)]
    [InlineData("progress", "clear", false)]
    [InlineData("devicehealth", "anything", true)]
    [InlineData("device", "health.anything", false)]
    public void Remote_calls_are_allowed_by_method_or_module(string module, string method, bool allowed) =>
        Assert.Equal(allowed, Some.AllowsRemote(module, method));

    [Fact]
    public void Nothing_is_allowed_to_who_asks_for_nothing()
    {
        var none = new PluginCapabilities();

        Assert.False(none.AllowsDocument("health") || none.AllowsCommand("status") || none.AllowsStoreKey("a") || none.AllowsRemote("a", "b") || none.AllowsOptionsOf("a"));
        Assert.False(none.Health || none.Progress || none.ClusterLog || none.IsUnrestricted);
    }

    [Fact]
    public void Everything_is_allowed_to_a_plugin_of_Ceph()
    {
        var all = PluginCapabilities.Unrestricted;

        Assert.True(all.AllowsDocument("health") && all.AllowsCommand("status") && all.AllowsStoreKey("a") && all.AllowsRemote("a", "b") && all.AllowsOptionsOf("a"));
        Assert.True(Some.AllowsOptionsOf("telemetry") && !Some.AllowsOptionsOf("other"));
    }
}
