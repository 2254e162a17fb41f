using System.Text.Json;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Tests.Commands;

public sealed class ModuleDeclarationsTests
{
    [Fact]
    public void Read_takes_the_example_of_the_protocol()
    {
        var declarations = ModuleDeclarations.Read(Json("""
            {
              "commands": [{"cmd": "hello name=person,type=CephString,req=false", "desc": "Say hello", "perm": "r", "poll": false}],
              "options": [{"name": "place", "type": "str", "default": "world", "desc": "Where", "long_desc": "", "min": null, "max": null,
                           "enum_allowed": [], "tags": ["a"], "see_also": [], "runtime": true}],
              "notify_types": ["osd_map"], "can_run": true, "can_run_reason": "", "serve": true, "warnings": ["old"], "later": 1
            }
            """));

        Assert.Equal([new CommandDeclaration("hello name=person,type=CephString,req=false", "Say hello", "r")], declarations.Commands);
        var option = Assert.Single(declarations.Options);
        Assert.Equal(("place", "str", "world", true), (option.Name, option.Type, option.Default!.GetValue<string>(), option.Runtime));
        Assert.Equal(["osd_map"], declarations.NotifyTypes);
        Assert.True(declarations.CanRun);
        Assert.True(declarations.Serves);
        Assert.Equal(["old"], declarations.Warnings);
    }

    [Fact]
    public void Read_takes_a_module_that_declares_nothing()
    {
        var declarations = ModuleDeclarations.Read(Json("{}"));

        Assert.Empty(declarations.Commands);
        Assert.True(declarations.CanRun);
        Assert.False(declarations.Serves);
    }

    [Theory]
    [InlineData("[]", "the declarations are not a JSON object")]
    [InlineData("""{"commands": {}}""", "'commands' is not a list")]
    [InlineData("""{"commands": [1]}""", "'commands[0]' is not an object")]
    [InlineData("""{"commands": [{"desc": "x"}]}""", "'commands[0].cmd' is missing")]
    [InlineData("""{"commands": [{"cmd": 5}]}""", "'commands[0].cmd' is not text")]
    [InlineData("""{"commands": [{"cmd": "x", "perm": "read"}]}""", "'commands[0].perm' of 'x' is 'read'; use r, w, rw or rwx")]
    [InlineData("""{"commands": [{"cmd": "x", "poll": 1}]}""", "'commands[0].poll' is neither true nor false")]
    [InlineData("""{"options": [{"name": "a/b"}]}""", "'options[0].name' is 'a/b'; use letters, digits and underscores")]
    [InlineData("""{"options": [{"name": "a", "default": []}]}""", "'options[0] ('a').default' is neither text nor a number")]
    [InlineData("""{"options": [{"name": "a", "enum_allowed": [1]}]}""", "'options[0] ('a').enum_allowed' has an entry that is not text")]
    [InlineData("""{"notify_types": "osd_map"}""", "'notify_types' is not a list")]
    [InlineData("""{"can_run": 3}""", "'can_run' is neither true nor false")]
    public void Read_names_what_is_wrong(string json, string part)
    {
        Assert.False(ModuleDeclarations.TryRead(Json(json), out _, out var error));
        Assert.StartsWith(part, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_refuses_more_than_it_can_mean()
    {
        var json = JsonSerializer.SerializeToElement(new { commands = Enumerable.Range(0, 2001).Select(i => new { cmd = $"c{i}" }) });

        Assert.False(ModuleDeclarations.TryRead(json, out _, out var error));
        Assert.Equal("'commands' has 2001 entries; at most 2000 are allowed", error);
    }

    [Fact]
    public void What_does_no_harm_is_a_warning()
    {
        var declarations = ModuleDeclarations.Read(Json("""
            {"notify_types": ["osd_map", "weather"],
             "options": [{"name": "a", "type": "int", "default": "x"}, {"name": "a"}, {"name": "b", "type": "uint", "min": 5, "max": 1},
                         {"name": "c", "type": "count"}]}
            """));

        Assert.Equal(["osd_map"], declarations.NotifyTypes);
        Assert.Equal(["a int", "b uint", "c str"], declarations.Options.Select(option => $"{option.Name} {option.Type}"));
        Assert.Collection(declarations.Warnings,
            warning => Assert.StartsWith("'options[3] ('c').type' is 'count', which is no type", warning, StringComparison.Ordinal),
            warning => Assert.Equal("the option 'a' is declared twice; the first one counts", warning),
            warning => Assert.StartsWith("there is no notify type 'weather'", warning, StringComparison.Ordinal),
            warning => Assert.StartsWith("option 'a' has the default 'x', but allowed is a whole number", warning, StringComparison.Ordinal),
            warning => Assert.Equal("option 'b' has a min above its max, so no value is allowed", warning));
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
