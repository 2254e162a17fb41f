using MgrPlatform.CephTool.Clusters;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Cli.Tests.Ceph;

public sealed class TargetWordsTests
{
    [Theory]
    [InlineData("status", "mon", "", "status", false)]
    [InlineData("osd tree", "mon", "", "osd tree", false)]
    [InlineData("tell osd.3 version", "osd", "3", "version", true)]
    [InlineData("tell mon.a config show", "mon", "a", "config show", true)]
    [InlineData("tell mgr version", "mgr", "", "version", true)]
    [InlineData("tell mds.a.b version", "mds", "a.b", "version", true)]
    [InlineData("tell osd.* version", "osd", "*", "version", true)]
    [InlineData("tell 2.1f query", "pg", "2.1f", "query", true)]
    [InlineData("pg 2.1f query", "pg", "2.1f", "pg 2.1f query", false)]
    [InlineData("pg dump", "mon", "", "pg dump", false)]
    public void A_command_goes_to_whom_its_words_name(string words, string type, string id, string rest, bool isTell)
    {
        var found = TargetWords.Find([.. words.Split(' ')]);

        Assert.Equal(new CommandTarget(type, id), found.Target);
        Assert.Equal(rest, string.Join(' ', found.Words));
        Assert.Equal(isTell, found.IsTell);
    }

    [Theory]
    [InlineData("foo", "CephName: no . in foo")]
    [InlineData("foo.1", "unknown type foo")]
    [InlineData("osd.x", "osd id x not integer")]
    public void A_name_that_is_no_daemon_is_refused_with_the_official_reason_and_what_to_do(string name, string reason)
    {
        var error = Assert.Throws<CommandLineException>(() => TargetWords.Find(["tell", name, "version"]));

        Assert.Contains($"error handling command target: {reason}; name a daemon", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.ExitCode);
    }
}
