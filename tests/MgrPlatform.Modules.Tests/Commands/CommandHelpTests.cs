using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Tests.Commands;

public sealed class CommandHelpTests
{
    private static readonly CommandTable Table = CommandTable.Empty.With("test",
    [
        new("fs status name=fs,type=CephString,req=false", "Show file systems with their ranks, pools and standby daemons", "r"),
        new("crash prune name=keep,type=CephInt,range=0|10 name=mode,type=CephChoices,strings=soft|hard name=really_do,type=CephBool,req=false",
            "Remove crash reports", "rw"),
        new("osd in name=ids,type=CephOsdName,n=N", "Put OSDs in", "rw"),
    ]).Table;

    [Fact]
    public void Without_words_all_commands_are_listed_in_two_columns()
    {
        Assert.Equal("""
            crash prune <keep:int>        Remove crash reports
             soft|hard [--really-do]
            fs status [<fs>]              Show file systems with their
                                           ranks, pools and standby
                                           daemons
            osd in <id|osd.id>...         Put OSDs in

            """, CommandHelp.Render(Table, [], 60));
    }

    [Fact]
    public void With_words_the_arguments_are_explained()
    {
        Assert.Equal("""
            crash prune <keep:int>        Remove crash reports
             soft|hard [--really-do]
                keep      whole number, 0 to 10
                mode      one of soft, hard
                really_do true or false; the option alone means true
                           (optional)

            """, CommandHelp.Render(Table, ["crash"], 60));
    }

    [Fact]
    public void A_word_from_the_middle_finds_its_commands()
    {
        Assert.StartsWith("fs status", CommandHelp.Render(Table, ["status"], 60), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_words_name_the_nearest_command()
    {
        Assert.Equal("no such command: 'osd inn'; did you mean 'osd in'?\n", CommandHelp.Render(Table, ["osd", "inn"]));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        var table = CommandTable.Empty.With("m", [new($"{new string('x', 300)} name=a,type=CephString", $"{new string('y', 300)} and so on", "r")]).Table;

        Assert.All(CommandHelp.Render(table, [new string('x', 300)], width).Split('\n'), line => Assert.True(line.Length <= width));
    }
}
