using MgrPlatform.Cli.Scaffold;

namespace MgrPlatform.Cli.Tests.Scaffold;

public sealed class PluginScaffoldTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mgrp-").FullName;

    [Theory]
    [InlineData("Hello")]
    [InlineData("1st")]
    [InlineData("tape-robot")]
    [InlineData("tape robot")]
    public void A_name_that_is_no_modules_name_is_refused_with_the_rule(string name)
    {
        var error = Assert.Throws<CommandLineException>(() => PluginScaffold.Write(Path.Combine(_folder, name), "python", "/sdk"));

        Assert.Contains("small letters, digits and _", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Nothing_that_exists_is_overwritten()
    {
        var folder = Path.Combine(_folder, "hello");
        Directory.CreateDirectory(folder);

        var error = Assert.Throws<CommandLineException>(() => PluginScaffold.Write(folder, "python", "/sdk"));

        Assert.Contains("exists already", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Theory]
    [InlineData("python")]
    [InlineData("javascript")]
    [InlineData("dotnet")]
    public void Nobody_but_the_owner_may_write_what_is_written(string language)
    {
        var folder = Path.Combine(_folder, "hello");

        PluginScaffold.Write(folder, language, "/sdk");

        var entries = Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Prepend(folder)
            .Where(entry => new FileInfo(entry).LinkTarget is null);
        Assert.All(entries, entry => Assert.Equal(
            UnixFileMode.None, File.GetUnixFileMode(entry) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)));
    }

    [Theory]
    [InlineData("python")]
    [InlineData("javascript")]
    [InlineData("dotnet")]
    public void No_placeholder_is_left(string language)
    {
        var folder = Path.Combine(_folder, "tape_robot");

        var files = PluginScaffold.Write(folder, language, "/where/the/sdk/is");

        Assert.Contains("plugin.json", files);
        Assert.Contains("README.md", files);
        Assert.All(files, file =>
        {
            Assert.DoesNotContain("__name__", file, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"\{\{(name|class|sdk)\}\}", File.ReadAllText(Path.Combine(folder, file)));
        });
        Assert.Contains("\"name\": \"tape_robot\"", File.ReadAllText(Path.Combine(folder, "plugin.json")), StringComparison.Ordinal);
    }
}
