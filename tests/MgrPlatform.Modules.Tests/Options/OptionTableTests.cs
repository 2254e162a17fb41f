using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Options;

namespace MgrPlatform.Modules.Tests.Options;

public sealed class OptionTableTests
{
    // Texts and outcomes as the monitors of Ceph 16.2.15 gave them; only Ceph keeps floats with six digits.
    [Theory]
    [InlineData("bool", "true", "true", "true")]
    [InlineData("bool", "True", "true", "true")]
    [InlineData("bool", "0", "false", "false")]
    [InlineData("bool", "5", "true", "true")]
    [InlineData("int", "-5", "-5", "-5")]
    [InlineData("int", "1K", "1000", "1000")]
    [InlineData("int", "010", "10", "10")]
    [InlineData("uint", "2M", "2000000", "2000000")]
    [InlineData("uint", "18446744073709551615", "18446744073709551615", "18446744073709551615")]
    [InlineData("size", "4K", "4096", "4096")]
    [InlineData("size", "4KB", "4096", "4096")]
    [InlineData("size", "1Ki", "1024", "1024")]
    [InlineData("size", "1G", "1073741824", "1073741824")]
    [InlineData("size", "1B", "1", "1")]
    [InlineData("secs", "5m", "300", "300")]
    [InlineData("secs", "1h 30m", "5400", "5400")]
    [InlineData("secs", " 5 ", "5", "5")]
    [InlineData("secs", "5 seconds", "5", "5")]
    [InlineData("secs", "1mo", "2592000", "2592000")]
    [InlineData("millisecs", "250", "250", "250")]
    [InlineData("millisecs", "2s 5ms", "2005", "2005")]
    [InlineData("float", "1e3", "1000", "1000.0")]
    [InlineData("float", "0.5", "0.5", "0.5")]
    [InlineData("str", "", "", "\"\"")]
    [InlineData("addr", "v2:1.2.3.4:5/6", "v2:1.2.3.4:5/6", "\"v2:1.2.3.4:5/6\"")]
    [InlineData("addr", "[::1]:5", "[::1]:5", "\"[::1]:5\"")]
    [InlineData("addr", "-", "-", "\"-\"")]
    [InlineData("addrvec", "[v2:1.2.3.4:3300,v1:1.2.3.4:6789]", "[v2:1.2.3.4:3300,v1:1.2.3.4:6789]", "\"[v2:1.2.3.4:3300,v1:1.2.3.4:6789]\"")]
    [InlineData("uuid", "00000000-0000-0000-0000-00000000000A", "00000000-0000-0000-0000-00000000000a", "\"00000000-0000-0000-0000-00000000000a\"")]
    public void Parse_reads_what_the_monitors_read(string type, string text, string stored, string json)
    {
        var value = Table(Option("x", type)).Parse("x", text, out var error);

        Assert.Equal("", error);
        Assert.Equal((stored, json), (value!.Text, value.Value.ToJsonString()));
    }

    [Theory]
    [InlineData("bool", "yes")]
    [InlineData("bool", "")]
    [InlineData("int", "5m")]
    [InlineData("int", "0x10")]
    [InlineData("int", " 5 ")]
    [InlineData("int", "10E")]
    [InlineData("uint", "-1")]
    [InlineData("size", "4k")]
    [InlineData("size", "4.5")]
    [InlineData("size", "4 K")]
    [InlineData("size", "1KiB")]
    [InlineData("size", "-1")]
    [InlineData("secs", "5ms")]
    [InlineData("secs", "5.5")]
    [InlineData("secs", "-5")]
    [InlineData("secs", "0x10")]
    [InlineData("secs", "")]
    [InlineData("float", "nan")]
    [InlineData("float", "abc")]
    [InlineData("addr", "any")]
    [InlineData("addr", "")]
    [InlineData("addrvec", "[v2:abc]")]
    [InlineData("uuid", "abc")]
    public void Parse_refuses_what_is_not_of_the_type(string type, string text)
    {
        Assert.Null(Table(Option("x", type)).Parse("x", text, out var error));
        Assert.StartsWith($"option 'x' of module hello cannot be '{text}'; allowed is ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_say_what_is_allowed()
    {
        var table = Table(
            Option("count", "uint") with { Min = 1, Max = 10 },
            Option("wait", "secs") with { Min = "1m" },
            Option("mode", "str") with { EnumAllowed = ["none", "all", ""] });

        table.Parse("count", "11", out var count);
        table.Parse("wait", "59", out var wait);
        table.Parse("mode", "some", out var mode);
        table.Parse("cuont", "1", out var name);
        table.Parse("elsewhere", "1", out var unknown);

        Assert.Equal("option 'count' of module hello cannot be '11'; allowed is a whole number from 0 up such as 5 or 10K (K is 1000), from 1 to 10", count);
        Assert.Equal("option 'wait' of module hello cannot be '59'; allowed is seconds, or a time such as 5m or 1h 30m, 1m or more", wait);
        Assert.Equal("option 'mode' of module hello cannot be 'some'; allowed is one of none, all, '' (nothing)", mode);
        Assert.Equal("module hello has no option 'cuont'; did you mean 'count'?", name);
        Assert.Equal("module hello has no option 'elsewhere'", unknown);
    }

    [Fact]
    public void Every_module_has_the_four_options_of_Ceph()
    {
        var table = Table(Option("log_to_cluster", "bool") with { Default = true });

        Assert.Equal(["log_to_cluster", "log_level", "log_to_file", "log_to_cluster_level"], table.Declarations.Select(option => option.Name));
        Assert.Equal(["true", "", "false", "info"], table.Declarations.Select(option => table.Default(option.Name)!.Text));
        Assert.NotNull(table.Parse("log_level", "debug", out _));
        Assert.Null(table.Parse("log_level", "loud", out _));
    }

    [Fact]
    public void A_stored_value_that_is_no_longer_valid_gives_way_to_the_default()
    {
        var table = Table(Option("count", "uint") with { Default = 3, Max = 10 });

        Assert.Equal("5", table.Effective("count", "5")!.Text);
        Assert.Equal("3", table.Effective("count", "50")!.Text);
        Assert.Equal("3", table.Effective("count", null)!.Text);
    }

    private static OptionTable Table(params OptionDeclaration[] options) => new("hello", options);

    private static OptionDeclaration Option(string name, string type) =>
        new(name, type, Default: null, "", "", Min: null, Max: null, ImmutableArray<string>.Empty, [], [], Runtime: true);
}
