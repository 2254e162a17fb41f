using System.Net;
using System.Net.Sockets;
using MgrPlatform.Client.Configuration;

namespace MgrPlatform.Client.Tests.Configuration;

public sealed class MonitorHostsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The msgr2 addresses are those that <c>monmaptool --generate</c> of 16.2.15 finds in the same <c>mon_host</c>.</summary>
    [Theory]
    [InlineData("[v2:10.0.0.1:3300/0,v1:10.0.0.1:6789/0]", "v2:10.0.0.1:3300/0")]
    [InlineData("[v2:10.0.0.1:3300,v1:10.0.0.1:6789],[v2:10.0.0.2:3300,v1:10.0.0.2:6789]", "v2:10.0.0.1:3300/0 v2:10.0.0.2:3300/0")]
    [InlineData("10.0.0.1", "v2:10.0.0.1:3300/0")]
    [InlineData("10.0.0.1:3300", "v2:10.0.0.1:3300/0")]
    [InlineData("10.0.0.1:7000", "v2:10.0.0.1:7000/0")]
    [InlineData("10.0.0.1:3300/5", "v2:10.0.0.1:3300/5")]
    [InlineData("10.0.0.1 10.0.0.2\\; 10.0.0.3, 10.0.0.4", "v2:10.0.0.1:3300/0 v2:10.0.0.2:3300/0 v2:10.0.0.3:3300/0 v2:10.0.0.4:3300/0")]
    [InlineData("v2:10.0.0.1", "v2:10.0.0.1:3300/0")]
    [InlineData("any:10.0.0.1:4000", "v2:10.0.0.1:4000/0")]
    [InlineData("[10.0.0.1:3300]", "v2:10.0.0.1:3300/0")]
    [InlineData("[::1]:3300", "v2:[::1]:3300/0")]
    [InlineData("::1", "v2:[::1]:3300/0")]
    [InlineData("[::1]", "v2:[::1]:3300/0")]
    [InlineData("v2:[::1]", "v2:[::1]:3300/0")]
    [InlineData("[v2:[::1]:3300/0,v1:[::1]:6789/0]", "v2:[::1]:3300/0")]
    [InlineData("[v2:10.0.0.1:3300/0,v1:10.0.0.1:6789/0] 10.0.0.2", "v2:10.0.0.1:3300/0 v2:10.0.0.2:3300/0")]
    [InlineData("10.0.0.1:3300,", "v2:10.0.0.1:3300/0")]
    [InlineData("10.0.0.1, 10.0.0.1:3300", "v2:10.0.0.1:3300/0")]
    [InlineData("alpha", "v2:10.1.0.1:3300/0 v2:10.1.0.2:3300/0")]
    [InlineData("alpha:4000, 10.0.0.1", "v2:10.1.0.1:4000/0 v2:10.1.0.2:4000/0 v2:10.0.0.1:3300/0")]
    public async Task Every_form_of_mon_host_is_understood(string text, string addresses) =>
        Assert.Equal(addresses, string.Join(' ', await MonitorHosts.FindAsync(Configuration($"mon_host = {text}"), Resolve, Token)));

    [Theory]
    [InlineData("v1:10.0.0.1:6789", "legacy (v1)")]
    [InlineData("10.0.0.1:6789", "legacy (v1)")]
    [InlineData("[v2:10.0.0.1:3300/0 v1:10.0.0.1:6789/0]", "neither an address nor a host")]
    [InlineData("no.such.host.invalid", "neither an address nor a host")]
    [InlineData("10.0.0.1:99999", "neither an address nor a host")]
    [InlineData(", ,", "names no monitor")]
    public async Task What_names_no_monitor_that_we_can_reach_is_refused_with_a_sentence(string text, string words)
    {
        var error = await Assert.ThrowsAsync<ClientException>(
            () => MonitorHosts.FindAsync(Configuration($"mon_host = {text}"), Resolve, Token));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_mon_host_the_sections_of_monitors_tell_their_addresses() =>
        Assert.Equal(
            "v2:10.0.0.1:3300/0 v2:10.0.0.2:3300/0",
            string.Join(' ', await MonitorHosts.FindAsync(
                Configuration("[mon.a]\nmon addr = 10.0.0.1:3300\n[mon.b]\nmon_addr = v2:10.0.0.2\n"), Resolve, Token)));

    [Fact]
    public async Task Without_any_monitor_the_message_says_what_to_write_where()
    {
        var error = await Assert.ThrowsAsync<ClientException>(() => MonitorHosts.FindAsync(Configuration("fsid = x"), Resolve, Token));

        Assert.Contains("c.conf names no monitor: add mon_host", error.Message, StringComparison.Ordinal);
    }

    private static CephConfiguration Configuration(string lines) =>
        CephConfiguration.From(CephConfFile.Parse($"[global]\n{lines}\n", "c.conf"), new CephConfigurationSource());

    private static Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken) => host == "alpha"
        ? Task.FromResult<IPAddress[]>([IPAddress.Parse("10.1.0.1"), IPAddress.Parse("10.1.0.2")])
        : throw new SocketException((int)SocketError.HostNotFound);
}
