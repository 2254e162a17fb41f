using MgrPlatform.Modules.Catalog;

namespace MgrPlatform.Modules.Tests.Catalog;

public sealed class FolderStampTests : IDisposable
{
    private readonly PluginFolder _folder = new();

    public FolderStampTests()
    {
        _folder.Write("module.py", "a = 1");
        _folder.Write("lib/part.py", "b = 1");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_nobody_touched_keeps_its_stamp() => Assert.Equal(FolderStamp.Of(_folder.Path), FolderStamp.Of(_folder.Path));

    [Theory]
    [InlineData("add")]
    [InlineData("remove")]
    [InlineData("write")]
    [InlineData("rename")]
    [InlineData("touch")]
    public void Every_change_changes_it(string change)
    {
        var before = FolderStamp.Of(_folder.Path);
        var part = _folder.At("lib/part.py");
        switch (change)
        {
            case "add":
                _folder.Write("lib/new.py", "");
                break;
            case "remove":
                File.Delete(part);
                break;
            case "write":
                var time = File.GetLastWriteTimeUtc(part);
                File.AppendAllText(part, " ");
                File.SetLastWriteTimeUtc(part, time);
                break;
            case "rename":
                File.Move(part, _folder.At("lib/party.py"));
                break;
            default:
                File.SetLastWriteTimeUtc(part, File.GetLastWriteTimeUtc(part).AddTicks(10));
                break;
        }

        Assert.NotEqual(before, FolderStamp.Of(_folder.Path));
    }

    [Theory]
    [InlineData("__pycache__/module.cpython-311.pyc")]
    [InlineData("obj/project.assets.json")]
    [InlineData("node_modules/x/index.js")]
    [InlineData(".module.py.swp")]
    [InlineData(".git/HEAD")]
    public void What_is_no_code_of_the_author_does_not(string file)
    {
        var before = FolderStamp.Of(_folder.Path);

        _folder.Write(file, "x");

        Assert.Equal(before, FolderStamp.Of(_folder.Path));
    }
}
