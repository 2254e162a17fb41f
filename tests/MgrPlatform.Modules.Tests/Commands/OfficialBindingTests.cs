using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Tests.Commands;

/// <summary>The official tool and ours make the same of the same words.</summary>
/// <remarks>
/// Ours differs on purpose where the tool is at fault: it ends with a traceback on <c>[::1]</c>, refuses an IPv4 address after
/// <c>v2:</c>, every CephFragment and every character beyond ASCII, and keeps only the last value of <c>n=2</c>.
/// </remarks>
public sealed class OfficialBindingTests
{
    private static readonly CommandTable AllTypes = CommandTable.Empty.With("test",
    [
        new("t string name=a,type=CephString name=b,type=CephString,goodchars=[A-Za-z0-9-_.],req=false", "s", "r"),
        new("t int name=a,type=CephInt,range=0|10 name=b,type=CephInt,range=-5,req=false", "i", "r"),
        new("t float name=a,type=CephFloat,range=0.0|1.0 name=b,type=CephFloat,req=false", "f", "r"),
        new("t bool name=a_b,type=CephBool name=c,type=CephBool,req=false", "b", "r"),
        new("t choices name=a,type=CephChoices,strings=one|two|three name=sure,type=CephChoices,strings=--yes-i-really-mean-it,req=false", "c", "rw"),
        new("t uuid name=a,type=CephUUID name=b,type=CephUUID,req=false", "u", "r"),
        new("t name name=a,type=CephName name=b,type=CephOsdName,req=false", "n", "r"),
        new("t osds name=ids,type=CephOsdName,n=N", "o", "r"),
        new("t pgs name=ids,type=CephPgid,n=N name=why,type=CephString,req=false", "p", "r"),
        new("t pool name=pool,type=CephPoolname name=object,type=CephObjectname", "p", "r"),
        new("t address name=a,type=CephIPAddr name=b,type=CephEntityAddr,req=false", "a", "r"),
        new("t file name=a,type=CephFilepath", "f", "r"),
        new("t list name=a,type=CephString,n=N name=b,type=CephInt,req=false", "l", "r"),
        new("t options name=a,type=CephString,req=false name=b,type=CephInt,req=false name=c,type=CephString,req=false", "o", "r"),
        new("t format name=a,type=CephString,req=false name=format,type=CephChoices,strings=plain|json,req=false", "f", "r"),
        new("t", "shorter", "r"),
        new("t options more name=a,type=CephString", "longer", "r"),
    ]).Table;

    private static readonly string[] ByHand =
    [
        "t", "t string", "t string x", "t string x y", "t string x y z", "t string x b$d", "t string --a x --b y", "t string --b y x", "t string --b y x z",
        "t string --a=x --b=y", "t string --a= x", "t string --a", "t string a --b", "t int 5", "t int 0x5", "t int 11", "t int -1", "t int 5 -5", "t int 5 -6",
        "t int 010", "t int 0b11", "t int 0o7", "t int 1_0", "t int _1", "t int +3", "t int --a 3 -b", "t int 00", "t float 1", "t float 0.5 1e3", "t float 2",
        "t float .5", "t float 5. ", "t float 1 x", "t float 1e-3", "t bool true", "t bool --a-b", "t bool --a_b", "t bool --a-b --c", "t bool --a-b=false",
        "t bool FALSE 1", "t bool yes", "t bool true --c=maybe", "t choices one", "t choices on", "t choices four", "t choices one --yes-i-really-mean-it",
        "t choices --yes-i-really-mean-it one", "t choices one --sure --yes-i-really-mean-it", "t choices one --force", "t uuid 12345678123456781234567812345678",
        "t uuid {12345678-1234-5678-1234-567812345678}", "t uuid urn:uuid:12345678-1234-5678-1234-567812345678", "t uuid x", "t name osd.1", "t name osd.x",
        "t name osd.*", "t name mon", "t name mgr", "t name mds", "t name foo.1", "t name client.a.b 3", "t name * *", "t name mon.a osd.7", "t name mon.a mds.7",
        "t name mon.a -1", "t osds 1 2 osd.3", "t osds 1,2,3", "t osds 1 x", "t osds", "t osds --ids 1 2", "t osds --ids 1,2 3", "t pgs 1.0 2.1f", "t pgs 1.0 x",
        "t pgs 1", "t pgs 1.0 because it", "t pool a b", "t pool a", "t address 10.0.0.1", "t address 10.0.0.1:80", "t address 10.0.0.1:70000", "t address 10.0.0",
        "t address fe80::1", "t address 10.0.0.1:1 10.0.0.1:0/9", "t address 1.2.3.4 1.2.3.4/x", "t address 1.2.3.4 1.2.3.4:6/7", "t file /tmp/x", "t file relative",
        "t file /nosuchfolder/x", "t list a b c", "t list a b 5", "t list a --b 5 c", "t list --a x,y", "t list --a x --a y z", "t options 5", "t options x 5 y",
        "t options x y z", "t options more", "t options more x", "t options --b 5", "t options --b x", "t options --c z x", "t options --nosuch", "t options --nosuch=5",
        "t option", "t opt x", "tt", "x", "t format --format json", "t format json", "t format x json", "injectargs --x", "T string x", "t  x", "t string -- x", "t string -x",
    ];

    [Fact]
    public async Task Every_type_binds_as_the_official_tool_binds_it()
    {
        OfficialTool.Require();
        var random = new WordCases(seed: 2026);
        var cases = ByHand.Select(words => words.Split(' ')).Concat(AllTypes.Entries.SelectMany(entry => Enumerable.Range(0, 8).SelectMany(_ => random.For(entry))));

        await CompareAsync(AllTypes, [.. cases]);
    }

    [Theory]
    [InlineData("mon")]
    [InlineData("mgr")]
    public async Task Real_commands_bind_as_the_official_tool_binds_them(string daemon)
    {
        OfficialTool.Require();
        // Every sixth: the official tool needs a second for five lists among all of them.
        var table = Real(daemon, every: 6);
        var random = new WordCases(seed: 16);

        await CompareAsync(table, [.. table.Entries.SelectMany(random.For)]);
    }

    [Theory]
    [InlineData("mon", 584)]
    [InlineData("mgr", 286)]
    public void Every_description_of_a_real_daemon_is_understood(string daemon, int count)
    {
        var change = CommandDescriptions.FromJson(Descriptions(daemon));

        Assert.Empty(change.Refusals);
        Assert.Equal(count, change.Table.Entries.Length);
    }

    [Theory]
    [InlineData("mon")]
    [InlineData("mgr")]
    public void Every_real_declaration_survives_being_written_and_read(string daemon)
    {
        Assert.All(Real(daemon).Entries, entry =>
            Assert.Equal(entry.Declaration.Signature, CommandSignature.Parse(entry.Declaration.Signature).Declaration));
    }

    private static async Task CompareAsync(CommandTable table, List<string[]> cases)
    {
        var answer = await OfficialTool.BindAsync(
            CommandDescriptions.ToJson(table), [.. cases.Select(words => (JsonNode)new JsonArray([.. words.Select(word => (JsonNode)word)]))]);

        Assert.Equal(table.Entries.Length, answer["count"]!.GetValue<int>());
        List<string> differences = [];
        for (var i = 0; i < cases.Count; i++)
        {
            var theirs = answer["answers"]![i]!;
            var ours = ArgumentBinder.Bind(table, cases[i]);
            if (theirs["crash"] is null && !JsonNode.DeepEquals(theirs["map"], ours.Command))
            {
                differences.Add($"{string.Join(' ', cases[i])}\n  official: {theirs["map"]?.ToJsonString()} {theirs["said"]}\n  ours:     {ours.Command?.ToJsonString()} {ours.Error}");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {cases.Count} differ:\n{string.Join('\n', differences.Take(40))}");
    }

    private static CommandTable Real(string daemon, int every = 1)
    {
        var some = Descriptions(daemon).EnumerateObject().Where((_, index) => index % every == 0);
        return CommandDescriptions.FromJson(JsonSerializer.SerializeToElement(some.ToDictionary(command => command.Name, command => command.Value))).Table;
    }

    private static JsonElement Descriptions(string daemon, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, $"../../assets/ceph-16.2.15/{daemon}-command-descriptions.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
