using System.Net;
using MgrPlatform.Manager.Caps;

namespace MgrPlatform.Manager.Tests.Server;

public sealed class ManagerCapsTests
{
    [Theory]
    [InlineData("allow *", "rw", true)]
    [InlineData("allow r", "r", true)]
    [InlineData("allow r", "rw", false)]
    [InlineData("allow r, allow w", "rw", true)]
    [InlineData("allow rw", "r", true)]
    [InlineData("allow profile osd", "r", false)]
    [InlineData("profile read-only", "r", true)]
    [InlineData("profile read-only", "rw", false)]
    [InlineData("allow module fsstatus r", "r", true)]
    [InlineData("allow module balancer rw", "r", false)]
    [InlineData("allow command \"fs status\"", "rw", true)]
    [InlineData("allow command \"fs status\" with fs=cephfs", "r", true)]
    [InlineData("allow command \"fs status\" with fs prefix ceph", "r", true)]
    [InlineData("allow command \"fs status\" with fs regex \"c.*s\"", "r", true)]
    [InlineData("allow command \"fs status\" with fs=other", "r", false)]
    [InlineData("allow rw network 10.0.0.0/8", "r", true)]
    [InlineData("allow rw network 192.168.0.0/16", "r", false)]
    [InlineData("allow service osd r", "r", false)]
    [InlineData("", "r", false)]
    [InlineData("allow", "r", false)]
    [InlineData("allow *, allow nonsense here", "r", false)]
    [InlineData("allow command \"fs status", "r", false)]
    [InlineData("allow command \"fs status\" with fs regex \"(a+)+$\"", "r", false)]
    public void Caps_allow_what_they_say(string caps, string needs, bool allowed)
    {
        var claim = new CommandClaim(
            "mgr", "fsstatus", "fs status", new Dictionary<string, string> { ["fs"] = "cephfs" }, needs, IPAddress.Parse("10.1.2.3"));

        Assert.Equal(allowed, ManagerCaps.Parse(caps).Allows(claim));
    }

    [Fact]
    public void A_grant_for_a_network_grants_nothing_to_a_caller_from_nowhere() =>
        Assert.False(ManagerCaps.Parse("allow * network 10.0.0.0/8").Allows(
            new CommandClaim("mgr", "", "fs status", new Dictionary<string, string>(), "r", null)));
}
