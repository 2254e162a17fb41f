using MgrPlatform.CephTool.Words;

namespace MgrPlatform.Cli.Tests.Ceph;

public sealed class ConnectionArgumentsTests
{
    [Theory]
    [InlineData("-c a.conf -n client.x -k k -m h --cluster c --connect-timeout 5 osd tree")]
    [InlineData("osd tree -ca.conf -nclient.x -kk -mh --cluster=c --connect-timeout=5")]
    [InlineData("osd --conf=a.conf tree --name client.x --keyring k --mon_host h --cluster c --connect-timeout 5")]
    public void The_official_options_are_read_anywhere(string words)
    {
        var arguments = CephArguments.Parse(words.Split(' '));
        var connection = arguments.Connection;

        Assert.Equal(["osd", "tree"], arguments.Words);
        Assert.Equal(("a.conf", "client.x", "c"), (connection.Conf, connection.Name, connection.Cluster));
        Assert.Equal(TimeSpan.FromSeconds(5), connection.Timeout);
        Assert.Equal([KeyValuePair.Create("keyring", "k"), KeyValuePair.Create("mon_host", "h")], connection.Overrides);
        Assert.True(connection.NamesCluster);
    }

    [Theory]
    [InlineData("--id x", "client.x")]
    [InlineData("--user x", "client.x")]
    [InlineData("--id x --name client.y", "client.y")]
    [InlineData("--name client.y --id x", "client.y")]
    public void A_whole_name_goes_before_an_id(string words, string name) =>
        Assert.Equal(name, CephArguments.Parse([.. words.Split(' '), "status"]).Connection.Name);

    [Fact]
    public void Any_option_of_a_ceph_conf_may_stand_before_the_command()
    {
        var arguments = CephArguments.Parse(["--ms-mon-client-mode=crc", "--fsid", "f", "config-key", "set", "--key=x"]);

        Assert.Equal(
            [KeyValuePair.Create("fsid", "f"), KeyValuePair.Create("ms_mon_client_mode", "crc")], arguments.Connection.Overrides);
        Assert.Equal(["config-key", "set", "--key=x"], arguments.Words);
    }

    [Fact]
    public void A_time_to_connect_alone_names_no_cluster()
    {
        Assert.False(CephArguments.Parse(["--connect-timeout", "5", "status"]).Connection.NamesCluster);
        Assert.Null(CephArguments.Parse(["--connect-timeout", "0", "status"]).Connection.Timeout);
        Assert.Throws<CommandLineException>(() => CephArguments.Parse(["--connect-timeout", "x", "status"]));
    }

    [Theory]
    [InlineData("-w", "info", "cluster")]
    [InlineData("--watch-debug", "debug", "cluster")]
    [InlineData("-w --watch-warn", "warn", "cluster")]
    [InlineData("--watch-error --watch-debug", "error", "cluster")]
    [InlineData("-W audit", "info", "audit")]
    [InlineData("-W * --watch-sec", "sec", "*")]
    public void A_watch_has_a_level_and_a_channel(string words, string level, string channel)
    {
        var watch = CephArguments.Parse(words.Split(' ')).Watch!;

        Assert.Equal((level, channel), (watch.Level, watch.Channel));
    }
}
