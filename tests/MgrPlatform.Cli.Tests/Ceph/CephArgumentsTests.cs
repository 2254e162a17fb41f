using MgrPlatform.CephTool.Words;

namespace MgrPlatform.Cli.Tests.Ceph;

public sealed class CephArgumentsTests
{
    [Fact]
    public void An_unknown_option_after_the_first_word_belongs_to_the_command()
    {
        var arguments = CephArguments.Parse(["osd", "pool", "create", "x", "--pg_num", "8", "--dir", "there"]);

        Assert.Equal(["osd", "pool", "create", "x", "--pg_num", "8", "--dir", "there"], arguments.Words);
        Assert.Null(arguments.Directory);
    }

    [Fact]
    public void An_unknown_option_before_the_first_word_is_refused_with_the_place_to_look()
    {
        var error = Assert.Throws<CommandLineException>(() => CephArguments.Parse(["--frobnicate", "status"]));

        Assert.Contains("--frobnicate", error.Message, StringComparison.Ordinal);
        Assert.Contains("mgrp ceph --help", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-f", "json")]
    [InlineData("--format", "json")]
    [InlineData("-fjson")]
    [InlineData("--format=json")]
    public void The_format_may_stand_before_or_after_the_words(params string[] format)
    {
        Assert.Equal(("json", 2), Read([.. format, "osd", "tree"]));
        Assert.Equal(("json", 2), Read(["osd", "tree", .. format]));

        static (string?, int) Read(string[] args)
        {
            var arguments = CephArguments.Parse(args);
            return (arguments.Format, arguments.Words.Length);
        }
    }

    [Fact]
    public void Minus_s_is_the_status_command()
    {
        Assert.Equal(["status"], CephArguments.Parse(["-s"]).Words);
    }

    [Fact]
    public void After_two_dashes_everything_is_a_word()
    {
        Assert.Equal(["hello", "-f", "x", "--help"], CephArguments.Parse(["hello", "--", "-f", "x", "--help"]).Words);
    }

    [Fact]
    public void A_negative_number_is_a_word()
    {
        Assert.Equal(["osd", "reweight", "0", "-1"], CephArguments.Parse(["osd", "reweight", "0", "-1"]).Words);
    }

    [Fact]
    public void Our_own_options_are_read_before_the_words()
    {
        var arguments = CephArguments.Parse(["--dir", "d", "--admin-socket=a.asok", "-i", "-", "-o", "out", "-p", "0.5", "config-key", "set", "k"]);

        Assert.Equal(("d", "a.asok", "-", "out"), (arguments.Directory, arguments.AdminSocket, arguments.InputFile, arguments.OutputFile));
        Assert.Equal(TimeSpan.FromSeconds(0.5), arguments.Period);
        Assert.Equal(["config-key", "set", "k"], arguments.Words);
    }

    [Theory]
    [InlineData("-f")]
    [InlineData("-i")]
    [InlineData("--dir")]
    public void An_option_without_its_value_is_refused(string option)
    {
        Assert.Contains($"{option} needs a value", Assert.Throws<CommandLineException>(() => CephArguments.Parse([option])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_anywhere_asks_for_help_on_the_words()
    {
        var arguments = CephArguments.Parse(["fs", "status", "-h"]);

        Assert.True(arguments.Help);
        Assert.Equal(["fs", "status"], arguments.Words);
    }
}
