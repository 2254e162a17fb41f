using System.Net;
using MgrPlatform.Monitor.Caps;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Caps;

public sealed class MonitorCapsTests
{
    private static readonly EntityName Mgr = new(EntityType.Manager, "x");

    [Theory]
    [InlineData("allow *", "config-key", "config-key set", "rw", true)]
    [InlineData("allow r", "mon", "mon dump", "r", true)]
    [InlineData("allow r", "mon", "mon add", "rw", false)]
    [InlineData("allow rw", "auth", "auth ls", "rx", false)]
    [InlineData("allow r", "config-key", "config-key get", "r", false)]
    [InlineData("allow rwx", "config-key", "config-key get", "r", false)]
    [InlineData("allow service config-key rw", "config-key", "config-key get", "r", true)]
    [InlineData("allow service=osd r", "osd", "osd dump", "r", true)]
    [InlineData("allow service osd r", "mon", "mon dump", "r", false)]
    [InlineData("allow command \"osd new\"", "osd", "osd new", "rw", true)]
    [InlineData("allow command \"osd new\"", "osd", "osd rm", "rw", false)]
    [InlineData("allow r, allow service osd w", "osd", "osd in", "rw", true)]
    [InlineData("allow profile mgr", "config", "config set", "rw", true)]
    [InlineData("profile mgr", "auth", "auth get", "rx", true)]
    [InlineData("allow profile mgr", "config-key", "config-key set", "rw", true)]
    [InlineData("allow profile osd", "osd", "osd crush create-or-move", "rw", true)]
    [InlineData("allow profile osd", "auth", "auth ls", "rx", false)]
    [InlineData("allow profile bootstrap-osd", "osd", "osd new", "rw", true)]
    [InlineData("allow profile nosuch", "mon", "mon dump", "r", false)]
    [InlineData("", "mon", "mon dump", "r", false)]
    [InlineData("nonsense", "mon", "mon dump", "r", false)]
    [InlineData("allow r network 10.0.0.0/8", "mon", "mon dump", "r", true)]
    [InlineData("allow r network 10.2.3.4/8", "mon", "mon dump", "r", true)]
    [InlineData("allow r network 11.0.0.0/8", "mon", "mon dump", "r", false)]
    [InlineData("allow r network nonsense", "mon", "mon dump", "r", false)]
    public void Caps_allow_what_they_say_and_nothing_else(string caps, string service, string command, string needed, bool isAllowed)
    {
        var request = new CapRequest(Mgr, service, command, Permissions(needed), IPAddress.Parse("10.1.2.3"));

        Assert.Equal(isAllowed, MonitorCaps.Parse(caps).Allow(request));
    }

    [Theory]
    [InlineData("allow command \"auth get-or-create\" with entity prefix mds.", "entity", "mds.a", true)]
    [InlineData("allow command \"auth get-or-create\" with entity prefix mds.", "entity", "osd.1", false)]
    [InlineData("allow command \"auth get-or-create\" with entity prefix mds.", "caps_mon", "allow r", false)]
    [InlineData("allow command \"auth get-or-create\" with entity=mds.a", "entity", "mds.a", true)]
    [InlineData("allow command \"auth get-or-create\" with entity=mds.a", "entity", "mds.ab", false)]
    [InlineData("allow command \"auth get-or-create\" with entity regex \"mds\\.[a-z]+\"", "entity", "mds.abc", true)]
    [InlineData("allow command \"auth get-or-create\" with entity regex \"mds\\.[a-z]+\"", "entity", "xmds.abc", false)]
    [InlineData("allow command \"auth get-or-create\" with entity regex \"(a+)+\\1\"", "entity", "aaaa", false)]
    public void A_restricted_argument_must_be_there_and_must_fit(string caps, string name, string value, bool isAllowed)
    {
        var request = new CapRequest(Mgr, "auth", "auth get-or-create", CapPermissions.All, null)
        {
            Arguments = new Dictionary<string, string> { [name] = value },
        };

        Assert.Equal(isAllowed, MonitorCaps.Parse(caps).Allow(request));
    }

    [Fact]
    public void A_daemon_has_a_corner_of_the_key_value_store_to_itself()
    {
        var caps = MonitorCaps.Parse("allow profile osd");
        var osd = new EntityName(EntityType.Osd, "3");

        Assert.True(caps.Allow(Get("daemon-private/osd.3/luks")));
        Assert.False(caps.Allow(Get("daemon-private/osd.4/luks")));
        Assert.False(caps.Allow(Get("mgr/secret")));

        CapRequest Get(string key) => new(osd, "config-key", "config-key get", CapPermissions.Read, null)
        {
            Arguments = new Dictionary<string, string> { ["key"] = key },
        };
    }

    [Theory]
    [InlineData("allow")]
    [InlineData("alow r")]
    [InlineData("allow q")]
    [InlineData("allow r,,")]
    [InlineData("allow service osd")]
    [InlineData("allow command \"osd new")]
    [InlineData("allow command x with")]
    [InlineData("allow command x with a")]
    public void What_is_not_of_the_grammar_is_refused_whole(string caps) => Assert.False(MonitorCaps.TryParse(caps, out _));

    [Fact]
    public void A_pattern_that_would_run_for_ever_elsewhere_is_judged_in_no_time()
    {
        var caps = MonitorCaps.Parse("allow command x with key regex \"(a|aa)+b\"");
        var request = new CapRequest(Mgr, "mon", "x", CapPermissions.Read, null)
        {
            Arguments = new Dictionary<string, string> { ["key"] = new string('a', 50_000) },
        };

        Assert.False(caps.Allow(request));
    }

    private static CapPermissions Permissions(string letters) =>
        letters.Aggregate(CapPermissions.None, static (all, letter) => all | letter switch
        {
            'r' => CapPermissions.Read,
            'w' => CapPermissions.Write,
            _ => CapPermissions.Execute,
        });
}
