using System.Globalization;

namespace MgrPlatform.Integration.Tests.Quorum;

/// <summary>Members that come, go, fall behind and lose their disks, as processes.</summary>
public sealed class MembershipTests
{
    private const string Synchronizing = "synchronizing";
    private const int Missed = 900;        // More than Paxos keeps: who was away must copy the whole store.
    private const int LargeValues = 150;
    private const int LargeValue = 60_000; // Together some pieces of a copy.

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_is_added_to_a_running_quorum_and_the_leader_removed_from_it()
    {
        await using var monitors = await MonitorProcesses.StartAsync(3);
        await using var client = await monitors.ConnectAsync();
        await client.DoAsync("config-key set", "key", "before", "val", "added");

        var address = monitors.Announce("d");
        await client.DoAsync("mon add", "name", "d", "addr", address);
        await monitors.MakeAsync("d");
        monitors.Start("d");
        await monitors.UntilQuorumAsync("a", "b", "c", "d");
        await client.DoAsync("config-key set", "key", "four", "val", "members");

        await client.DoAsync("mon rm", "name", "a");
        Assert.Equal(0, await monitors.ExitAsync("a"));
        await monitors.UntilQuorumAsync("b", "c", "d");
        await client.DoAsync("config-key set", "key", "after", "val", "removed");

        await using var late = await monitors.ConnectAsync("d");
        Assert.Equal(
            ["added", "members", "removed"],
            [await GetAsync(late, "before"), await GetAsync(late, "four"), await GetAsync(late, "after")]);
    }

    [Fact]
    public async Task A_member_that_fell_far_behind_copies_the_store_though_it_is_killed_meanwhile_and_one_without_a_store_too()
    {
        await using var monitors = await MonitorProcesses.StartAsync(3);
        await using var client = await monitors.ConnectAsync("b");
        await monitors.KillAsync("c");
        await monitors.UntilQuorumAsync("a", "b");
        for (var i = 0; i < LargeValues; i++)
        {
            await client.DoAsync("config-key set", "key", Key("large", i), "val", new string((char)('a' + (i % 26)), LargeValue));
        }

        for (var i = 0; i < Missed; i++)
        {
            await client.DoAsync("config-key set", "key", Key("small", i), "val", Key("value", i));
        }

        for (var times = 1; times <= 3; times++)
        {
            var seen = monitors.Logged("c", Synchronizing);
            monitors.Start("c");
            await monitors.UntilLoggedAsync("c", Synchronizing, seen);
            await monitors.KillAsync("c");
        }

        monitors.Start("c");
        await monitors.UntilQuorumAsync("a", "b", "c");
        await CheckAsync(monitors, "c");

        foreach (var name in (string[])["c", "a"])
        {
            await monitors.KillAsync(name);
            monitors.Wipe(name);
            await monitors.MakeAsync(name);
            monitors.Start(name);
            await monitors.UntilQuorumAsync("a", "b", "c");
            await CheckAsync(monitors, name);
        }
    }

    [Fact]
    public async Task Of_five_members_two_may_die_and_without_a_third_clients_wait_until_it_is_back()
    {
        await using var monitors = await MonitorProcesses.StartAsync(5);
        await using var client = await monitors.ConnectAsync("e");
        await monitors.KillAsync("a");
        await monitors.KillAsync("c");
        await client.DoAsync("config-key set", "key", "with", "val", "three");
        await monitors.UntilQuorumAsync("b", "d", "e");

        await monitors.KillAsync("b");
        var waiting = client.SetAsync("with", "four again", Token);
        monitors.Start("a");
        monitors.Start("b");
        Assert.Equal(0, (await waiting).Code);
        monitors.Start("c");
        await monitors.UntilQuorumAsync("a", "b", "c", "d", "e");
        foreach (var name in monitors.Names)
        {
            await using var reader = await monitors.ConnectAsync(name);
            Assert.Equal("four again", await GetAsync(reader, "with"));
        }
    }

    /// <summary>Everything is there, asked at this very member.</summary>
    private static async Task CheckAsync(MonitorProcesses monitors, string name)
    {
        await using var client = await monitors.ConnectAsync(name);
        Assert.Equal(LargeValue, (await GetAsync(client, Key("large", LargeValues - 1))).Length);
        Assert.Equal(LargeValue, (await GetAsync(client, Key("large", 0))).Length);
        for (var i = 0; i < Missed; i++)
        {
            Assert.Equal(Key("value", i), await GetAsync(client, Key("small", i)));
        }
    }

    private static async Task<string> GetAsync(QuorumClient client, string key) => await client.DoAsync("config-key get", "key", key);

    private static string Key(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}/{number}");
}
