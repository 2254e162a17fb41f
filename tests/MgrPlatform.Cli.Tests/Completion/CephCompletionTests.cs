using System.Collections.Immutable;
using MgrPlatform.CephTool.Words;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Cli.Tests.Completion;

public sealed class CephCompletionTests
{
    private static readonly CommandTable Commands = CommandTable.Empty.With("test",
    [
        new("fs status name=fs,type=CephString,req=false", "Show file systems", "r"),
        new("fs set name=fs,type=CephString name=var,type=CephChoices,strings=max_mds|down name=val,type=CephString", "Set", "rw"),
        new("osd tree name=states,type=CephChoices,strings=up|down|in|out,n=N,req=false", "Show the tree", "r"),
        new("osd pool create name=pool,type=CephPoolname name=pg_num,type=CephInt,req=false name=mode,type=CephChoices,strings=on|off,req=false", "Create", "rw"),
        new("status", "Show status", "r"),
    ]).Table;

    [Theory]
    [InlineData("", "fs osd status")]
    [InlineData("f", "fs")]
    [InlineData("fs ", "set status")]
    [InlineData("fs st", "status")]
    [InlineData("osd pool ", "create")]
    [InlineData("fs set a ", "down max_mds")]
    [InlineData("osd tree ", "down in out up")]
    [InlineData("osd pool create x --", "--mode --pg_num --pool")]
    [InlineData("osd pool create x --mode ", "off on")]
    [InlineData("osd pool create x --mode o", "off on")]
    [InlineData("fs nothing ", "")]
    [InlineData("status ", "")]
    public void What_may_come_next_is_offered(string typed, string offered)
    {
        ImmutableArray<string> words = [.. typed.Split(' ')];

        Assert.Equal(offered, string.Join(' ', CephCompletion.Candidates(Commands, words)));
    }

    [Fact]
    public async Task Without_a_cluster_completion_is_silent()
    {
        Assert.Empty(await CephCompletion.CandidatesAsync(["--dir", "/no/such/dir", "fs", "st"], CancellationToken.None));
    }

    [Fact]
    public async Task Formats_are_offered_without_a_cluster()
    {
        Assert.Equal(["json", "json-pretty"], await CephCompletion.CandidatesAsync(["fs", "status", "-f", "js"], CancellationToken.None));
    }
}
