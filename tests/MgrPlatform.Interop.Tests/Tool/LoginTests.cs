using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Tool;

/// <summary>Who is not let in hears why, in one line, with the official tool's exit code.</summary>
public abstract class LoginTests(ClusterFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("client.admin", "client.admin", "the key is wrong")]
    [InlineData("client.nobody", "client.nobody", "the entity unknown")]
    [InlineData("client.admin", "client.other", "no key for client.other")]
    public async Task A_wrong_key_an_unknown_entity_and_a_missing_key_end_with_EACCES(string keyOf, string name, string reason)
    {
        var cluster = await fixture.GetAsync();
        var file = $"{GetType().Name}.{keyOf}.{name}.keyring";
        await RunAsync(cluster, "ceph-authtool", cluster.PathInside(file), "--create-keyring", "--gen-key", "-n", keyOf);

        var theirs = await cluster.CephAsync(["-n", name, "-k", cluster.PathInside(file), "status"], default, Token);
        var ours = await new Mgrp(cluster.Conf).RunAsync(["-n", name, "-k", Path.Combine(cluster.Folder, file), "status"]);

        Assert.Equal((13, ""), (ours.ExitCode, ours.Text));
        Assert.Equal(theirs.ExitCode, ours.ExitCode);
        Assert.Contains(reason, ours.Error, StringComparison.Ordinal);
        Assert.Equal(1, ours.Error.Count(static character => character == '\n'));
    }

    [Fact]
    public async Task Whoever_may_only_read_is_denied_what_writes()
    {
        var cluster = await fixture.GetAsync();
        var file = $"{GetType().Name}.reader.keyring";
        await RunAsync(
            cluster, "ceph", "auth", "get-or-create", "client.reader", "mon", "allow r", "-o", cluster.PathInside(file));
        string[] words = ["-n", "client.reader", "-k", "KEYRING", "osd", "pool", "create", "never"];

        var theirs = await cluster.CephAsync(words.Select(word => word == "KEYRING" ? cluster.PathInside(file) : word), default, Token);
        var ours = await new Mgrp(cluster.Conf).RunAsync(
            words.Select(word => word == "KEYRING" ? Path.Combine(cluster.Folder, file) : word));

        Assert.Equal((13, "", "Error EACCES: access denied\n"), (ours.ExitCode, ours.Text, ours.Error));
        Assert.Equal((theirs.ExitCode, theirs.Text, theirs.Error), (ours.ExitCode, ours.Text, ours.Error));
    }

    [Fact]
    public async Task Where_no_monitor_listens_patience_ends_with_1()
    {
        var cluster = await fixture.GetAsync();
        string[] words = ["--connect-timeout", "2", "-m", "127.0.0.1:9", "status"];

        var theirs = await cluster.CephAsync(words, default, Token);
        var ours = await new Mgrp(cluster.Conf).RunAsync(words);

        Assert.Equal((1, ""), (ours.ExitCode, ours.Text));
        Assert.Equal(theirs.ExitCode, ours.ExitCode);
        Assert.Contains("timed out", ours.Error, StringComparison.Ordinal);
        Assert.Contains("refused", ours.Error, StringComparison.Ordinal);
        Assert.Equal(1, ours.Error.Count(static character => character == '\n'));
    }

    [Fact]
    public async Task Another_fsid_changes_nothing_as_in_the_official_tool()
    {
        var cluster = await fixture.GetAsync();
        string[] words = ["--fsid", "00000000-1111-2222-3333-444444444444", "fsid"];

        var theirs = await cluster.CephAsync(words, default, Token);
        var ours = await new Mgrp(cluster.Conf).RunAsync(words);

        Assert.Equal((theirs.ExitCode, theirs.Text), (ours.ExitCode, ours.Text));
        Assert.Equal(cluster.Fsid, ours.Text.Trim());
    }

    [Fact]
    public async Task A_configuration_that_is_not_there_ends_with_1()
    {
        var cluster = await fixture.GetAsync();
        var theirs = await cluster.CephAsync("-c /nosuch/ceph.conf status", Token);

        var ours = await new Mgrp("/nosuch/ceph.conf").RunAsync("status");

        Assert.Equal(theirs.ExitCode, ours.ExitCode);
        Assert.Equal("mgrp: ceph: there is no configuration /nosuch/ceph.conf\n", ours.Error);
    }

    private static async Task RunAsync(RealCluster cluster, string program, params string[] arguments)
    {
        var run = await CephRun.RunAsync(cluster.Inside(program, arguments), default, Token);
        Assert.True(run.ExitCode == 0, run.Everything);
    }
}

[Collection(PacificCollection.Name)]
public sealed class PacificLoginTests(PacificFixture fixture) : LoginTests(fixture);

[Collection(ReefCollection.Name)]
public sealed class ReefLoginTests(ReefFixture fixture) : LoginTests(fixture);

[Collection(TentacleCollection.Name)]
public sealed class TentacleLoginTests(TentacleFixture fixture) : LoginTests(fixture);
