using System.Xml.Linq;

namespace MgrPlatform.Architecture.Tests;

/// <summary>Who may reference whom: the table of docs/ARCHITECTURE.md, kept here once.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["MgrPlatform.Wire"] = [],
        ["MgrPlatform.Messenger"] = ["MgrPlatform.Wire"],
        ["MgrPlatform.Client"] = ["MgrPlatform.Messenger", "MgrPlatform.Wire"],
        ["MgrPlatform.Consensus"] = [],
        ["MgrPlatform.Monitor"] = ["MgrPlatform.Consensus", "MgrPlatform.Messenger", "MgrPlatform.Wire"],
        ["MgrPlatform.Manager"] =
            ["MgrPlatform.Client", "MgrPlatform.Messenger", "MgrPlatform.Modules", "MgrPlatform.PluginSdk", "MgrPlatform.Wire"],
        ["MgrPlatform.Modules"] = ["MgrPlatform.PluginSdk"],
        ["MgrPlatform.DevCluster"] = ["MgrPlatform.Client", "MgrPlatform.Messenger", "MgrPlatform.Modules", "MgrPlatform.Wire"],
        ["MgrPlatform.CephTool"] = ["MgrPlatform.Client", "MgrPlatform.Modules", "MgrPlatform.Wire"],
        ["MgrPlatform.Cli.Native"] = ["MgrPlatform.CephTool"],
        ["MgrPlatform.Cli"] =
        [
            "MgrPlatform.CephTool", "MgrPlatform.Client", "MgrPlatform.DevCluster", "MgrPlatform.Manager", "MgrPlatform.Messenger",
            "MgrPlatform.Modules", "MgrPlatform.Monitor", "MgrPlatform.Wire",
        ],
        ["MgrPlatform.PluginSdk"] = [],
        ["MgrPlatform.PluginSdk.Runner"] = ["MgrPlatform.PluginSdk"],
        ["MgrPlatform.PluginSdk.Testing"] = ["MgrPlatform.PluginSdk"],
    };

    public static TheoryData<string> Rooms =>
        [.. Repository.Files("src", "*.csproj").Concat(Repository.Files("plugin-sdk", "*.csproj")).Where(path => !path.Contains("conformance", StringComparison.Ordinal))];

    public static TheoryData<string> Plugins => [.. Repository.Files("plugins", "*.csproj").Where(path => !path.Contains("test", StringComparison.OrdinalIgnoreCase))];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_references_only_whom_the_table_names(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);

        Assert.True(Allowed.TryGetValue(name, out var allowed), $"{name} is not in the table of ReferenceTests and docs/ARCHITECTURE.md");
        Assert.Equal(allowed.Order(), References(project).Order());
    }

    [Theory]
    [MemberData(nameof(Plugins))]
    public void A_plugin_sees_the_sdk_only(string project) => Assert.Equal(["MgrPlatform.PluginSdk"], References(project));

    /// <summary>References to an assembly; what is only built first (ReferenceOutputAssembly=false) is none.</summary>
    private static string[] References(string project) =>
    [
        .. XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)),
    ];
}
