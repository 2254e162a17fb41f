using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Tests.Commands;

public sealed class ArgumentBinderTests
{
    private static readonly CommandTable Table = CommandTable.Empty.With("test",
    [
        new("fs status name=fs,type=CephString,req=false", "Show file systems", "r"),
        new("fs ls", "List file systems", "r"),
        new("fs dump name=epoch,type=CephInt,range=0,req=false", "Dump", "r"),
        new("osd in name=ids,type=CephOsdName,n=N", "Put in", "rw"),
        new("crash prune name=keep,type=CephInt,range=0|10 name=really,type=CephBool,req=false", "Prune", "rw"),
        new("fs snap add name=path,type=CephString name=snap_name,type=CephString,req=false", "Add", "rw"),
        new("weigh name=weight,type=CephFloat,range=0.0|1.0 -- name=note,type=CephString,req=false", "Weigh", "rw"),
        new("greet name=people,type=CephString,n=N name=times,type=CephInt,req=false", "Greet", "r"),
        new("dismiss name=who,type=CephString name=yes-i-really-mean-it,type=CephString,req=false", "Dismiss", "rw"),
        new("reach name=from,type=CephIPAddr name=to,type=CephIPAddr", "Reach", "rw"),
        new("list name=format,type=CephChoices,strings=plain|json,req=false", "List", "r"),
        new("pair name=both,type=CephInt,n=2", "Pair", "r"),
    ]).Table;

    [Theory]
    [InlineData("fs status", """{"prefix":"fs status"}""")]
    [InlineData("fs status cephfs", """{"prefix":"fs status","fs":"cephfs"}""")]
    [InlineData("fs status cephfs --format json", """{"prefix":"fs status","fs":"cephfs","format":"json"}""")]
    [InlineData("-f json-pretty fs status", """{"prefix":"fs status","format":"json-pretty"}""")]
    [InlineData("fs status --fs=cephfs --format=xml", """{"prefix":"fs status","fs":"cephfs","format":"xml"}""")]
    [InlineData("osd in 1 osd.2 3", """{"prefix":"osd in","ids":[1,2,3]}""")]
    [InlineData("osd in 1,2", """{"prefix":"osd in","ids":[1,2]}""")]
    [InlineData("crash prune 5 --really", """{"prefix":"crash prune","keep":5,"really":true}""")]
    [InlineData("crash prune --really --keep 0x5", """{"prefix":"crash prune","really":true,"keep":5}""")]
    [InlineData("crash prune 5 false", """{"prefix":"crash prune","keep":5,"really":false}""")]
    [InlineData("fs snap add / --snap-name x", """{"prefix":"fs snap add","path":"/","snap_name":"x"}""")]
    [InlineData("fs snap add / --snap_name x", """{"prefix":"fs snap add","path":"/","snap_name":"x"}""")]
    [InlineData("weigh 1 --note hello", """{"prefix":"weigh","weight":1.0,"note":"hello"}""")]
    [InlineData("greet a,b c --times 2", """{"prefix":"greet","people":["a,b","c"],"times":2}""")]
    [InlineData("pair 1 2", """{"prefix":"pair","both":[1,2]}""")]
    [InlineData("greet --people a,b", """{"prefix":"greet","people":["a","b"]}""")]
    [InlineData("dismiss x --yes-i-really-mean-it", """{"prefix":"dismiss","who":"x","yes-i-really-mean-it":"--yes-i-really-mean-it"}""")]
    [InlineData("reach v2:10.0.0.1:3300 [::1]", """{"prefix":"reach","from":"v2:10.0.0.1:3300","to":"[::1]"}""")]
    [InlineData("greet Zoë", """{"prefix":"greet","people":["Zo\u00EB"]}""")]
    public void Words_become_the_command_map(string words, string map)
    {
        var binding = ArgumentBinder.Bind(Table, words.Split(' '));

        Assert.Equal("", binding.Error);
        Assert.Equal(map, binding.Command!.ToJsonString());
    }

    [Theory]
    [InlineData("fs statsu", "no such command: 'fs statsu'; did you mean 'fs status'?")]
    [InlineData("bogus", "no such command: 'bogus'; 'help' lists all")]
    [InlineData("fs", "'fs' is not a whole command; these begin so: fs dump, fs ls, fs snap add, fs status")]
    [InlineData("fs sn", "'fs sn' is not a whole command; these begin so: fs snap add")]
    [InlineData("", "no command given; 'help' lists all")]
    [InlineData("crash prune", "the argument 'keep' (CephInt) is missing; usage: crash prune <keep:int> [--really]")]
    [InlineData("crash prune x", "'x' is not a whole number (argument 'keep'); usage: crash prune <keep:int> [--really]")]
    [InlineData("crash prune 11", "11 is out of range; allowed is 0 to 10 (argument 'keep'); usage: crash prune <keep:int> [--really]")]
    [InlineData("crash prune 1 --realy", "unknown option '--realy'; did you mean --really?; usage: crash prune <keep:int> [--really]")]
    [InlineData("crash prune 1 --keep", "unknown option '--keep'; it needs a value; usage: crash prune <keep:int> [--really]")]
    [InlineData("fs status a b", "'b' is one argument too many; usage: fs status [<fs>]")]
    [InlineData("fs dump x", "'x' is not a whole number (argument 'epoch'); usage: fs dump [<epoch:int>]")]
    [InlineData("weigh 1 hello", "'hello' is one argument too many; usage: weigh <weight:float> [--note <note>]")]
    [InlineData("list --format xml", "'xml' is not one of plain, json (argument 'format'); usage: list [--format {plain|json}]")]
    [InlineData("pair 1", "the argument 'both' (CephInt) is missing; usage: pair <both:int>...")]
    [InlineData("fs status --format", "'--format' needs a value, for instance json")]
    public void Wrong_words_are_refused_with_what_to_do(string words, string error)
    {
        var binding = ArgumentBinder.Bind(Table, words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.False(binding.IsBound);
        Assert.Equal(error, binding.Error);
        Assert.Equal(-Errno.Invalid, binding.Failure.Code);
    }
}
