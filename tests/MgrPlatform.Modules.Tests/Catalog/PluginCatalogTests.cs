using MgrPlatform.Modules.Catalog;

namespace MgrPlatform.Modules.Tests.Catalog;

public sealed class PluginCatalogTests : IDisposable
{
    private const string Manifest = """{"name": "NAME", "language": "python", "version": "VERSION"}""";
    private readonly PluginFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_two_with_one_name_the_first_path_wins()
    {
        Write("one/hello", "1");
        Write("two/hello", "2");
        Write("two/other", "2");

        var found = PluginCatalog.Scan([_folder.At("one"), _folder.At("nowhere"), _folder.At("two")]);

        Assert.Equal([("hello", "1"), ("other", "2")], found.Values.Select(plugin => (plugin.Name, plugin.Version)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void A_path_may_be_a_plugin_itself(string end)
    {
        Write("hello", "1");

        var plugin = Assert.Single(PluginCatalog.Scan([_folder.At("hello") + end])).Value;

        Assert.Equal(("hello", _folder.At("hello"), null), (plugin.Name, plugin.Folder, plugin.Problem));
    }

    [Fact]
    public void Folders_of_ceph_mgr_are_plugins_and_may_do_everything()
    {
        _folder.Write("status/__init__.py", "from .module import Module\n");
        _folder.Write("status/module.py", "");
        _folder.Write("plain/module.py", "");

        var found = PluginCatalog.Scan([_folder.Path]);

        Assert.Equal(["plain", "status"], found.Keys);
        Assert.All(found.Values, plugin => Assert.True(plugin is { IsCephPlugin: true, Kind: "python (ceph)", Capabilities.IsUnrestricted: true, Limits.Concurrency: 1 }));
    }

    [Fact]
    public void What_is_no_plugin_is_passed_over()
    {
        _folder.Write("package/__init__.py", "VERSION = 5\n");
        _folder.Write("docs/readme.md", "");
        _folder.Write(".git/module.py", "");
        _folder.Write("Upper/module.py", "");
        _folder.Write("module.txt", "");

        Assert.Empty(PluginCatalog.Scan([_folder.Path]));
    }

    [Fact]
    public void A_wrong_manifest_is_a_plugin_with_a_problem()
    {
        var file = _folder.Write("hello/plugin.json", """{"name": "bye", "language": "python"}""");
        var broken = _folder.Write("broken/plugin.json", "{");

        var found = PluginCatalog.Scan([_folder.Path]);

        Assert.Equal($"{file}: name: 'bye' must be the folder's name, 'hello'", found["hello"].Problem);
        Assert.StartsWith($"{broken}: plugin.json is not JSON: line 1", found["broken"].Problem, StringComparison.Ordinal);
        Assert.False(found["broken"].IsCephPlugin);
    }

    [Fact]
    public void A_folder_that_is_gone_is_a_problem_and_no_exception() =>
        Assert.Contains("cannot be read", PluginCatalog.Read(_folder.At("gone")).Problem, StringComparison.Ordinal);

    private void Write(string folder, string version) =>
        _folder.Write($"{folder}/plugin.json", Manifest.Replace("NAME", Path.GetFileName(folder), StringComparison.Ordinal).Replace("VERSION", version, StringComparison.Ordinal));
}
