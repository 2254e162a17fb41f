using System.Text.Json.Nodes;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Tests.Commands;

public sealed class CommandMapCheckTests
{
    private static readonly CommandTable Table = CommandTable.Empty.With("test",
    [
        new("fs status name=fs,type=CephString,req=false", "Show file systems", "r"),
        new("crash prune name=keep,type=CephInt,range=0|10 name=ratio,type=CephFloat,req=false name=really_do,type=CephBool,req=false", "Prune", "rw"),
        new("osd in name=ids,type=CephOsdName,n=N", "Put in", "rw"),
        new("mode name=mode,type=CephChoices,strings=none|upmap", "Set", "rw"),
        new("write name=path,type=CephFilepath,req=false", "Write", "rw"),
    ]).Table;

    [Theory]
    [InlineData("""{"prefix":"fs status"}""", """{"prefix":"fs status"}""")]
    [InlineData("""{"prefix":"fs status","fs":null}""", """{"prefix":"fs status"}""")]
    [InlineData("""{"prefix":"fs status","width":80,"format":"json"}""", """{"prefix":"fs status","width":80,"format":"json"}""")]
    [InlineData("""{"prefix":"crash prune","keep":"5","ratio":"1"}""", """{"prefix":"crash prune","keep":5,"ratio":1.0}""")]
    [InlineData("""{"prefix":"crash prune","keep":5,"ratio":1}""", """{"prefix":"crash prune","keep":5,"ratio":1.0}""")]
    [InlineData("""{"prefix":"crash prune","keep":0,"really_do":"true"}""", """{"prefix":"crash prune","keep":0,"really_do":true}""")]
    [InlineData("""{"prefix":"crash prune","keep":0,"really_do":"--really-do"}""", """{"prefix":"crash prune","keep":0,"really_do":true}""")]
    [InlineData("""{"prefix":"osd in","ids":["osd.1",2,"3"]}""", """{"prefix":"osd in","ids":[1,2,3]}""")]
    [InlineData("""{"prefix":"osd in","ids":7}""", """{"prefix":"osd in","ids":[7]}""")]
    [InlineData("""{"prefix":"write","path":"/not/on/this/machine/x"}""", """{"prefix":"write","path":"/not/on/this/machine/x"}""")]
    public void Arguments_get_their_declared_types(string map, string expected)
    {
        var binding = CommandMapCheck.Bind(Table, JsonNode.Parse(map)!.AsObject());

        Assert.Equal("", binding.Error);
        Assert.Equal(expected, binding.Command!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"fs":"x"}""", "the command has no 'prefix'; send its words as text, {\"prefix\": \"fs status\"}")]
    [InlineData("""{"prefix":5}""", "the command has no 'prefix'; send its words as text, {\"prefix\": \"fs status\"}")]
    [InlineData("""{"prefix":"fs statsu"}""", "no such command: 'fs statsu'; did you mean 'fs status'?")]
    [InlineData("""{"prefix":"fs status","fs":5}""", "5 is not text (argument 'fs'); usage: fs status [<fs>]")]
    [InlineData("""{"prefix":"fs status","fs":["a"]}""", "[\"a\"] is not text (argument 'fs'); usage: fs status [<fs>]")]
    [InlineData("""{"prefix":"osd in"}""", "the argument 'ids' (CephOsdName) is missing; usage: osd in <id|osd.id>...")]
    [InlineData("""{"prefix":"osd in","ids":[]}""", "the list is empty (argument 'ids'); usage: osd in <id|osd.id>...")]
    [InlineData("""{"prefix":"osd in","ids":[null]}""", "null is not a value (argument 'ids'); usage: osd in <id|osd.id>...")]
    [InlineData("""{"prefix":"mode","mode":"upma"}""", "'upma' is not one of none, upmap (argument 'mode'); usage: mode none|upmap")]
    [InlineData("""{"prefix":"mode","mode":true}""", "true is not text (argument 'mode'); usage: mode none|upmap")]
    public void Wrong_maps_are_refused_with_the_usage(string map, string error)
    {
        var binding = CommandMapCheck.Bind(Table, JsonNode.Parse(map)!.AsObject());

        Assert.False(binding.IsBound);
        Assert.Equal(error, binding.Error);
    }

    [Fact]
    public void The_map_that_came_is_left_as_it_was()
    {
        var map = JsonNode.Parse("""{"prefix":"crash prune","keep":"5"}""")!.AsObject();

        CommandMapCheck.Bind(Table, map);

        Assert.Equal("""{"prefix":"crash prune","keep":"5"}""", map.ToJsonString());
    }
}
