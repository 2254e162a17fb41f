using System.Text.RegularExpressions;

namespace MgrPlatform.Architecture.Tests;

/// <summary>House rules that a machine can keep.</summary>
public sealed partial class TidyTests
{
    private const int LongestFile = 500;
    private static readonly string[] Drawers = ["Utils", "Helpers", "Common", "Misc", "Shared", "Core"];

    private static IEnumerable<string> Sources => ((string[])["src", "plugin-sdk", "plugins", "tests"]).SelectMany(folder => Repository.Files(folder, "*.cs"));

    [Fact]
    public void No_file_is_longer_than_five_hundred_lines() =>
        Assert.Empty(Sources
            .Concat(Repository.Files("plugin-sdk", "*.js")).Concat(Repository.Files("plugins", "*.js")).Concat(Repository.Files("plugins", "*.py"))
            .Select(path => (path, lines: Repository.Read(path).Count(character => character == '\n')))
            .Where(file => file.lines > LongestFile)
            .Select(file => $"{file.path}: {file.lines} lines"));

    [Fact]
    public void No_folder_is_a_drawer_for_everything() =>
        Assert.Empty(Sources.SelectMany(path => path.Split('/')[..^1]).Where(Drawers.Contains).Distinct());

    [Fact]
    public void Tests_do_not_sleep() =>
        Assert.Empty(Repository.Files("tests", "*.cs")
            .Where(path => !path.Contains("Architecture", StringComparison.Ordinal) && !path.Contains("Benchmarks", StringComparison.Ordinal))
            .Where(path => Repository.Read(path).Contains("Thread.Sleep(", StringComparison.Ordinal)));

    [Fact]
    public void Every_test_project_has_a_twin()
    {
        string[] whole =
        [
            "MgrPlatform.Architecture.Tests", "MgrPlatform.Conformance.Tests", "MgrPlatform.Integration.Tests", "MgrPlatform.Interop.Tests",
            "MgrPlatform.Simulation.Tests",
        ];
        var rooms = Repository.Files("src", "*.csproj").Concat(Repository.Files("plugin-sdk", "*.csproj")).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        foreach (var plugin in Repository.Files("plugins", "plugin.json").Select(path => path.Split('/')[1]))
        {
            rooms.Add($"MgrPlatform.Plugins.{char.ToUpperInvariant(plugin[0])}{plugin[1..]}");
        }

        Assert.Empty(Repository.Files("tests", "*.Tests.csproj").Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => !whole.Contains(name) && !rooms.Contains(name[..^".Tests".Length])));
    }

    [Fact]
    public void Every_plugin_has_a_manifest_a_readme_and_tests() =>
        Assert.Empty(Directory.GetDirectories(Path.Combine(Repository.Root, "plugins")).SelectMany(folder =>
            Missing(folder, "plugin.json").Concat(Missing(folder, "README.md"))));

    [Fact]
    public void Byte_order_is_nobodys_business_but_the_wires() =>
        Assert.Empty(Repository.Files("src", "*.cs")
            .Where(path => !path.StartsWith("src/MgrPlatform.Wire/", StringComparison.Ordinal))
            .Where(path => Repository.Read(path).Contains("BinaryPrimitives", StringComparison.Ordinal))
            .Where(path => !ExcusedByteOrder.Any(excused => path.StartsWith(excused, StringComparison.Ordinal))));

    [Fact]
    public void Every_relative_link_in_the_docs_leads_somewhere() =>
        Assert.Empty(Repository.Files("docs", "*.md").Concat(Repository.Files("plugin-sdk", "*.md")).Concat(Repository.Files("plugins", "*.md")).Append("README.md")
            .SelectMany(path => Link().Matches(Repository.Read(path)).Select(match => (path, target: match.Groups[1].Value)))
            .Where(link => !link.target.Contains("://", StringComparison.Ordinal) && !link.target.StartsWith('#'))
            .Where(link => !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(link.path)!, link.target.Split('#')[0])))
            .Select(link => $"{link.path}: {link.target}"));

    /// <summary>struct statx of the kernel, and the length word of Ceph's admin socket: neither is Ceph's messenger.</summary>
    private static readonly string[] ExcusedByteOrder = ["src/MgrPlatform.Modules/Posix.cs", "src/MgrPlatform.Modules/AdminSocket/"];

    private static IEnumerable<string> Missing(string folder, string file) => File.Exists(Path.Combine(folder, file)) ? [] : [Path.Combine(folder, file)];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
