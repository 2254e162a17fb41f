using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Tests.Commands;

public sealed class CommandSignatureTests
{
    [Fact]
    public void Parse_reads_words_and_arguments()
    {
        var signature = CommandSignature.Parse("fs status name=fs,type=CephString,req=false");

        Assert.Equal("fs status", signature.Prefix);
        var argument = Assert.Single(signature.Arguments);
        Assert.Equal(new ArgumentDeclaration("fs", ArgumentType.String) { IsRequired = false }, argument);
        Assert.Equal("fs status [<fs>]", signature.Usage);
    }

    [Theory]
    [InlineData("x name=a,type=CephInt,range=0|10", "x <a:int>")]
    [InlineData("x name=a,type=CephFloat,range=0|,req=false", "x [<a:float>]")]
    [InlineData("x name=a_b,type=CephBool,req=false", "x [--a-b]")]
    [InlineData("x name=a,type=CephChoices,strings=one|two,n=N", "x one|two...")]
    [InlineData("x name=format,type=CephChoices,strings=plain|json,req=false", "x [--format {plain|json}]")]
    [InlineData("x name=id,type=CephOsdName,n=N", "x <id|osd.id>...")]
    [InlineData("x name=who,type=CephName", "x <type.id>")]
    [InlineData("x name=a,type=CephString -- name=b_c,type=CephInt,req=false", "x <a> [--b-c <b_c:int>]")]
    public void Usage_shows_arguments_as_the_official_tool_does(string declaration, string usage)
    {
        Assert.Equal(usage, CommandSignature.Parse(declaration).Usage);
    }

    [Theory]
    [InlineData("x name=a,type=CephString,goodchars=[A-Za-z0-9-_.=]")]
    [InlineData("x name=a,type=CephInt,range=0|10,req=false")]
    [InlineData("x name=a,type=CephFloat,range=0.5,n=N")]
    [InlineData("x y z name=a,type=CephChoices,strings=a|b,n=2,req=false,positional=false")]
    [InlineData("x name=u,type=CephUUID name=f,type=CephFilepath name=o,type=CephObjectname name=p,type=CephPoolname")]
    public void Declaration_is_the_text_that_was_parsed(string declaration)
    {
        Assert.Equal(declaration, CommandSignature.Parse(declaration).Declaration);
    }

    [Theory]
    [InlineData("", "no words")]
    [InlineData("name=a,type=CephString", "no words")]
    [InlineData("x name=a", "'type' is missing in 'name=a'")]
    [InlineData("x type=CephString", "'name' is missing in 'type=CephString'")]
    [InlineData("x name=a,type=CephStrin", "is 'CephStrin'; the types are CephString, CephInt")]
    [InlineData("x name=a,type=CephString,reqq=false", "unknown field 'reqq' in 'name=a,type=CephString,reqq=false'")]
    [InlineData("x name=a,type=CephString,req=maybe", "'req' in 'name=a,type=CephString,req=maybe' is 'maybe'; use true or false")]
    [InlineData("x name=a,type=CephString,n=0", "'n' in 'name=a,type=CephString,n=0' is '0'; use N")]
    [InlineData("x name=a,type=CephInt,range=10|0", "'range' in 'name=a,type=CephInt,range=10|0' is '10|0'")]
    [InlineData("x name=a,type=CephInt,range=0.5", "'range' in 'name=a,type=CephInt,range=0.5' is '0.5'")]
    [InlineData("x name=a,type=CephString,range=0", "'range' in 'name=a,type=CephString,range=0' needs type CephInt or CephFloat")]
    [InlineData("x name=a,type=CephString,goodchars=[", "'goodchars' in 'name=a,type=CephString,goodchars=[' is '['")]
    [InlineData("x name=a,type=CephChoices", "'strings' is missing")]
    [InlineData("x name=a,type=CephInt,strings=a", "needs type CephChoices")]
    [InlineData("x name=a,type=CephString y", "the word 'y' comes after an argument")]
    [InlineData("x name=a,type=CephString name=a,type=CephInt", "'x' declares the argument 'a' twice")]
    [InlineData("x name=prefix,type=CephString", "not the word 'prefix'")]
    public void Parse_refuses_with_the_word_and_the_field(string declaration, string part)
    {
        Assert.False(CommandSignature.TryParse(declaration, out var signature, out var error));
        Assert.Null(signature);
        Assert.Contains(part, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_refuses_a_declaration_without_end()
    {
        Assert.False(CommandSignature.TryParse("x " + new string('y', 9000), out _, out var error));
        Assert.Contains("at most 8192", error, StringComparison.Ordinal);
    }
}
