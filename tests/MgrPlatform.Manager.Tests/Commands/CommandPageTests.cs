using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MgrPlatform.Manager.Commands;

namespace MgrPlatform.Manager.Tests.Commands;

/// <summary>What docs/operators/manager-commands.md promises, beside what a real ceph-mgr declares.</summary>
public sealed partial class CommandPageTests
{
    /// <summary>A real manager lists its modules' commands first, then its own.</summary>
    private const string FirstOwn = "cmd236";

    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "manager-commands.md"));

    private static readonly string[] Real =
    [
        .. JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ceph-16.2.15", "mgr-command-descriptions.json")))!
            .AsObject().Where(static command => string.CompareOrdinal(command.Key, FirstOwn) >= 0)
            .Select(static command => string.Join(' ', command.Value!["sig"]!.AsArray().OfType<JsonValue>()))
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void The_table_names_every_command_that_is_answered_and_no_other()
    {
        var named = Rows().Matches(Page).SelectMany(static row => Names(row.Groups[1].Value));

        Assert.Equal(
            Real.Where(OwnCommands.Has),
            named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_commands_that_are_called_left_are_all_that_are_left_of_a_real_managers_own()
    {
        var sentence = Left().Match(Page);

        Assert.Equal(Real.Length, int.Parse(sentence.Groups[1].Value, null));
        Assert.Equal(Real.Where(static prefix => !OwnCommands.Has(prefix)), Names(sentence.Groups[2].Value).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Names(string text) => Code().Matches(text).Select(static name => name.Groups[1].Value);

    [GeneratedRegex("^\\| (`[^|]+) \\|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("^Left of the (\\d+) [^:]+: ([^.]+)\\.", RegexOptions.Multiline)]
    private static partial Regex Left();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
