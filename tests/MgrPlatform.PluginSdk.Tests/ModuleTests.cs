using MgrPlatform.PluginSdk.Testing;

namespace MgrPlatform.PluginSdk.Tests;

public sealed class ModuleTests
{
    [Fact]
    public async Task A_property_is_declared_as_an_option_with_its_initial_value()
    {
        await using var host = await TestHost.StartAsync<Sample>();

        var options = host.Declarations["options"]!.AsArray().ToDictionary(option => (string)option!["name"]!, option => option!);

        Assert.Equal(("str", "world"), ((string?)options["place"]["type"], (string?)options["place"]["default"]));
        Assert.Equal("""["world","moon"]""", options["place"]["enum_allowed"]!.ToJsonString());
        Assert.Equal(("int", 5, 1L, 60L), ((string?)options["interval"]["type"], (int)options["interval"]["default"]!, (long)options["interval"]["min"]!, (long)options["interval"]["max"]!));
        Assert.Equal(("secs", 2.5), ((string?)options["patience"]["type"], (double)options["patience"]["default"]!));
    }

    [Fact]
    public async Task The_stored_value_for_this_manager_is_for_localized_options_only()
    {
        await using var host = await TestHost.StartAsync<Sample>(setup => setup.Options["x/place"] = "moon");

        Assert.Equal("world", host.Module.Place);
        Assert.Equal("moon", host.Module.Host.Options.Find("place"));
    }

    [Fact]
    public async Task The_stored_value_for_this_manager_wins()
    {
        await using var host = await TestHost.StartAsync<Sample>(setup =>
        {
            setup.Options["interval"] = "7";
            setup.Options["x/interval"] = "9";
        });

        Assert.Equal(9, host.Module.Interval);
        await host.SetOptionAsync("x/interval", null);
        Assert.Equal(7, host.Module.Interval);
        await host.SetOptionAsync("interval", null);
        Assert.Equal(5, host.Module.Interval);
    }

    [Fact]
    public async Task A_changed_option_reaches_the_property_before_the_module_is_told()
    {
        await using var host = await TestHost.StartAsync<Sample>();

        await host.SetOptionAsync("place", "moon");

        Assert.Equal(1, host.Module.ConfigChanges);
        Assert.Equal("Hello, moon!", (await host.CommandAsync("hello")).Output);
    }

    [Fact]
    public async Task A_command_after_a_changed_option_sees_the_new_value_however_slow_the_module_is_to_take_it()
    {
        await using var host = await TestHost.StartAsync<SlowToTakeOptions>();

        var change = host.SetOptionAsync("place", "moon");
        var answer = host.CommandAsync("place");
        Assert.False(answer.IsCompleted);
        host.Module.Go.SetResult();

        Assert.Equal("moon", (await answer).Output);
        await change;
    }

    [Fact]
    public async Task A_stored_value_of_the_wrong_type_leaves_the_default_and_is_logged()
    {
        await using var host = await TestHost.StartAsync<Sample>(setup => setup.Options["interval"] = "often");

        await host.UntilAsync(h => h.Log.Any(line => line.Level == "warning"));

        Assert.Equal(5, host.Module.Interval);
        Assert.Contains("option interval: the stored value 'often' is no int", host.Log.First(line => line.Level == "warning").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_was_written_can_be_read_at_once()
    {
        await using var host = await TestHost.StartAsync<Sample>();

        var reply = await host.CommandAsync("remember", new() { ["key"] = "k", ["value"] = "v" });

        Assert.Equal("v", reply.Output);
    }

    [Fact]
    public async Task Serve_runs_after_start_and_ends_with_shutdown()
    {
        var host = await TestHost.StartAsync<Sample>();
        await host.UntilAsync(h => h.Health.ContainsKey("SAMPLE"));
        await host.UntilAsync(h => h.Log.Any(line => line.Message == "serving world"));

        await host.StopAsync();

        Assert.True(host.Module.ShutDown);
        Assert.False(host.ServeEnded);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_serve_that_fails_is_reported_with_its_traceback()
    {
        await using var host = await TestHost.StartAsync<Sample>(setup => setup.Options["fail"] = "yes");

        await host.UntilAsync(h => h.ServeEnded);

        Assert.Contains("serve failed", host.ServeError, StringComparison.Ordinal);
        Assert.Contains("Sample.cs:line", host.ServeError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_notified()
    {
        await using var host = await TestHost.StartAsync<Sample>();

        await host.NotifyAsync(NotifyType.OsdMap);
        await host.NotifyAsync(NotifyType.ClusterLog, """{"message": "osd.1 is slow"}""");

        Assert.Equal(["osd_map", "osd.1 is slow"], host.Module.Notified);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.NotifyAsync(NotifyType.Health));
    }

    [Fact]
    public async Task A_document_that_has_not_changed_is_the_same_object()
    {
        await using var host = await TestHost.StartAsync<Sample>(setup => setup.Documents["osd_map"] = """{"osds": [1, 2]}""");

        var first = await host.Module.Host.GetAsync("osd_map", TestContext.Current.CancellationToken);
        var again = await host.Module.Host.GetAsync("osd_map", TestContext.Current.CancellationToken);
        host.SetDocument("osd_map", """{"osds": [1, 2, 3]}""");
        var changed = await host.Module.Host.GetAsync("osd_map", TestContext.Current.CancellationToken);

        Assert.Same(first, again);
        Assert.Equal(2, changed!.Version);
        Assert.Equal("3", (await host.CommandAsync("osd count", format: "json")).Output);
    }

    [Fact]
    public void The_host_is_not_there_in_the_constructor()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new Sample().Host);

        Assert.Contains("constructor", error.Message, StringComparison.Ordinal);
    }
}
