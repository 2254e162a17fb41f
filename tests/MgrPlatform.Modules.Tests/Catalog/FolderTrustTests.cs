using MgrPlatform.Modules.Catalog;

namespace MgrPlatform.Modules.Tests.Catalog;

public sealed class FolderTrustTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly PluginFolder _folder = new();
    private readonly string _plugin;

    public FolderTrustTests()
    {
        _folder.Write("hello/module.py", "");
        _folder.Write("hello/lib/part.py", "");
        _plugin = _folder.At("hello");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_private_folder_is_trusted() => Assert.Null(FolderTrust.FindProblem(_plugin));

    [Theory]
    [InlineData("hello/module.py")]
    [InlineData("hello/lib/part.py")]
    [InlineData("hello/lib")]
    [InlineData("hello")]
    [InlineData("hello/__pycache__/module.pyc")]
    [InlineData("hello/node_modules/left-pad/index.js")]
    public void What_anybody_can_write_is_named(string file)
    {
        var path = Path.Exists(_folder.At(file)) ? _folder.At(file) : _folder.Write(file, "");
        File.SetUnixFileMode(path, Private | UnixFileMode.OtherWrite);

        Assert.Equal($"{path} can be written by anybody, who could change what the manager runs; 'chmod go-w' it", FolderTrust.FindProblem(_plugin));
    }

    [Fact]
    public void A_group_that_can_write_is_named_unless_it_is_the_owners_own()
    {
        var path = _folder.At("hello/module.py");
        File.SetUnixFileMode(path, Private | UnixFileMode.GroupWrite);
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs chown, so root");

        Assert.Null(FolderTrust.FindProblem(_plugin)); // Group 0 of user 0.
        Chown("0:1", path);
        Assert.Equal($"{path} can be written by group 1, who could change what the manager runs; 'chmod go-w' it", FolderTrust.FindProblem(_plugin));
    }

    [Fact]
    public void A_file_of_another_user_is_named()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs chown, so root");
        var path = _folder.At("hello/lib/part.py");
        Chown("1234:1234", path);

        Assert.StartsWith($"{path} belongs to user 1234", FolderTrust.FindProblem(_plugin), StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_above_counts_unless_it_is_sticky()
    {
        var everybody = Private | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
        File.SetUnixFileMode(_folder.Path, everybody | UnixFileMode.StickyBit);
        Assert.Null(FolderTrust.FindProblem(_plugin));

        File.SetUnixFileMode(_folder.Path, everybody);
        Assert.StartsWith($"{_folder.Path} can be written by anybody", FolderTrust.FindProblem(_plugin), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_as_good_as_what_it_leads_to()
    {
        var outside = _folder.Write("elsewhere/code.py", "");
        File.CreateSymbolicLink(_folder.At("hello/linked.py"), outside);
        File.CreateSymbolicLink(_folder.At("hello/dangling.py"), "/nowhere");
        Assert.Null(FolderTrust.FindProblem(_plugin));

        File.SetUnixFileMode(outside, Private | UnixFileMode.OtherWrite);
        Assert.StartsWith(_folder.At("hello/linked.py") + " can be written by anybody", FolderTrust.FindProblem(_plugin), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_folder_that_is_a_link_is_followed()
    {
        var real = Path.GetDirectoryName(_folder.Write("real/module.py", ""))!;
        Directory.CreateSymbolicLink(_folder.At("link"), real);
        Assert.Null(FolderTrust.FindProblem(_folder.At("link")));

        File.SetUnixFileMode(real, Private | UnixFileMode.OtherWrite);
        Assert.StartsWith(real + " can be written by anybody", FolderTrust.FindProblem(_folder.At("link")), StringComparison.Ordinal);
    }

    private static void Chown(string owner, string path)
    {
        using var chown = System.Diagnostics.Process.Start("chown", [owner, path]);
        chown.WaitForExit(10_000);
        Assert.Equal(0, chown.ExitCode);
    }
}
