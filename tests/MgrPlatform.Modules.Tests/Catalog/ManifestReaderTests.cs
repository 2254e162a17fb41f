using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Catalog;

namespace MgrPlatform.Modules.Tests.Catalog;

public sealed class ManifestReaderTests
{
    [Fact]
    public void A_full_manifest_is_read()
    {
        var (manifest, problems) = Read("""
            {
              "$schema": "x", "name": "hello_2", "version": "1.2", "description": "", "language": "dotnet", "entry": "bin/hello.dll",
              "interpreter": "/usr/bin/dotnet", "isolation": "host", "standby": "warm", // why not
              "capabilities": {"documents": ["osd_map"], "commands": ["osd pool"], "store": ["*"], "remote": ["a.b"], "options": ["a"],
                               "health": true, "progress": true, "cluster_log": false},
              "limits": {"memory_mib": 64, "command_deadline_s": 0.5, "queue_length": 3, "concurrency": 2, "start_timeout_s": 9, "shutdown_timeout_s": 8},
            }
            """);

        Assert.Empty(problems);
        Assert.Equal(("hello_2", "1.2", "", PluginLanguage.DotNet, true, true), (manifest!.Name, manifest.Version, manifest.Description, manifest.Language, manifest.IsInHost, manifest.IsWarm));
        Assert.Equal(
            new PluginLimits
            {
                MemoryMib = 64,
                CommandDeadline = TimeSpan.FromSeconds(0.5),
                QueueLength = 3,
                Concurrency = 2,
                StartTimeout = TimeSpan.FromSeconds(9),
                ShutdownTimeout = TimeSpan.FromSeconds(8),
            },
            manifest.Limits);
        Assert.Equal((true, true, false), (manifest.Capabilities.Health, manifest.Capabilities.Progress, manifest.Capabilities.ClusterLog));
    }

    [Fact]
    public void A_short_manifest_gets_the_defaults_and_Python_one_command_at_a_time()
    {
        var (python, _) = Read("""{"name": "a", "language": "python"}""");
        var (script, _) = Read("""{"name": "a", "language": "javascript"}""");

        Assert.Equal((1, 64), (python!.Limits.Concurrency, script!.Limits.Concurrency));
        Assert.Equal(("0.0.0", false, 1024), (python.Version, python.Capabilities.Health, python.Limits.MemoryMib));
    }

    [Theory]
    [InlineData("\"name\": \"Hello\"", "name: 'Hello' must be small letters, digits and _, and begin with a letter")]
    [InlineData("\"name\": 5", "name: must be a text of 1 to 1000 characters")]
    [InlineData("\"language\": \"perl\"", "language: 'perl' is not one of python, javascript, dotnet")]
    [InlineData("\"version\": \"\"", "version: must be a text of 1 to 64 characters")]
    [InlineData("\"description\": []", "description: must be a text of 0 to 1000 characters")]
    [InlineData("\"entry\": \"/etc/passwd\"", "entry: '/etc/passwd' must be a file inside the plugin's folder")]
    [InlineData("\"entry\": \"a/../../b\"", "entry: 'a/../../b' must be a file inside the plugin's folder")]
    [InlineData("\"interpreter\": \"python3\"", "interpreter: 'python3' must be an absolute path")]
    [InlineData("\"isolation\": \"host\"", "isolation: 'host' is for language 'dotnet' only; leave it out")]
    [InlineData("\"isolation\": \"none\"", "isolation: 'none' is not one of child, host")]
    [InlineData("\"standby\": \"hot\"", "standby: 'hot' is not one of cold, warm")]
    [InlineData("\"capabilities\": []", "capabilities: must be an object")]
    [InlineData("\"capabilities\": {\"documents\": \"osd_map\"}", "capabilities.documents: must be a list of names, such as [\"osd_map\"] or [\"*\"]")]
    [InlineData("\"capabilities\": {\"remote\": [\"\"]}", "capabilities.remote: must be a list of names, such as [\"osd_map\"] or [\"*\"]")]
    [InlineData("\"capabilities\": {\"health\": 1}", "capabilities.health: must be true or false")]
    [InlineData("\"capabilities\": {\"documets\": []}", "capabilities.documets: no such field; known are documents, commands, store, remote, options, health, progress, cluster_log")]
    [InlineData("\"limits\": 5", "limits: must be an object")]
    [InlineData("\"limits\": {\"memory_mib\": 8}", "limits.memory_mib: must be a whole number from 16 to 1048576")]
    [InlineData("\"limits\": {\"concurrency\": 1.5}", "limits.concurrency: must be a whole number from 1 to 1024")]
    [InlineData("\"limits\": {\"queue_length\": \"5\"}", "limits.queue_length: must be a whole number from 1 to 10000")]
    [InlineData("\"limits\": {\"command_deadline_s\": 0}", "limits.command_deadline_s: must be a number of seconds above 0 and at most 86400")]
    [InlineData("\"limits\": {\"start_timeout_s\": 3601}", "limits.start_timeout_s: must be a number of seconds above 0 and at most 3600")]
    [InlineData("\"limits\": {\"shutdown_timeout_s\": true}", "limits.shutdown_timeout_s: must be a number of seconds above 0 and at most 3600")]
    [InlineData("\"lenguage\": \"x\"", "lenguage: no such field; known are name, version, description, language, entry, interpreter, isolation, standby, capabilities, limits")]
    public void Each_error_names_its_field(string field, string problem)
    {
        var json = JsonNode.Parse("""{"name": "a", "language": "python"}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse($"{{{field}}}")!.AsObject())
        {
            json[name] = value?.DeepClone();
        }

        var (manifest, problems) = Read(json.ToJsonString());

        Assert.Null(manifest);
        Assert.Equal([problem], problems);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var (_, problems) = Read("""{"nmae": "a", "limits": {"memory_mib": 1}}""");

        Assert.Equal(["nmae", "name", "language", "limits.memory_mib"], problems.Select(problem => problem.Split(':')[0]));
        Assert.Contains("name: is missing", problems);
    }

    [Theory]
    [InlineData("{\n  \"name\": oops\n}", "plugin.json is not JSON: line 2, column 11")]
    [InlineData("", "plugin.json is not JSON: line 1, column 1")]
    [InlineData("[]", "plugin.json must hold an object")]
    [InlineData("""{"name": "\ud800"}""", "plugin.json holds a text that is not Unicode; save it as UTF-8")]
    public void What_is_no_manifest_is_named(string text, string problem) => Assert.Equal([problem], Read(text).Problems);

    [Fact]
    public void A_byte_order_mark_does_no_harm() =>
        Assert.NotNull(ManifestReader.Read(new byte[] { 0xEF, 0xBB, 0xBF }.Concat(Encoding.UTF8.GetBytes("""{"name": "a", "language": "python"}""")).ToArray()).Manifest);

    [Fact]
    public void A_huge_file_is_not_parsed() =>
        Assert.Equal(["plugin.json is longer than 262144 bytes"], ManifestReader.Read(new byte[300 * 1024]).Problems);

    [Fact]
    public void The_schema_knows_the_same_fields_and_bounds()
    {
        var schema = JsonNode.Parse(File.ReadAllText(RepositoryFolder.File("plugin-sdk/protocol/manifest.schema.json")))!;
        foreach (var (section, prefix) in new[] { ("", ""), ("capabilities", "capabilities."), ("limits", "limits.") })
        {
            var properties = (section.Length == 0 ? schema : schema["properties"]![section]!)["properties"]!.AsObject();
            var unknown = section.Length == 0 ? """{"name":"a","language":"python","?":1}""" : $$$"""{"name":"a","language":"python","{{{section}}}":{"?":1}}""";
            var known = Read(unknown).Problems.Single().Split("known are ")[1].Split(", ");

            Assert.Equal(properties.Select(property => property.Key).Where(name => name[0] != '$').Order(), known.Order());
        }

        foreach (var (name, bounds) in schema["properties"]!["limits"]!["properties"]!.AsObject())
        {
            var problem = Read($$$"""{"name":"a","language":"python","limits":{"{{{name}}}":-1}}""").Problems.Single();
            Assert.EndsWith(" " + bounds!["maximum"]!.ToJsonString(), problem, StringComparison.Ordinal);
        }
    }

    private static (PluginManifest? Manifest, ImmutableArray<string> Problems) Read(string json) => ManifestReader.Read(Encoding.UTF8.GetBytes(json));
}
