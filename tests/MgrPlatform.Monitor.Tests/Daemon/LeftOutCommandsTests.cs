using System.Text.Json;
using System.Text.RegularExpressions;
using MgrPlatform.Monitor.Tests.Harness;

namespace MgrPlatform.Monitor.Tests.Daemon;

/// <summary><c>docs/operators/monitors.md</c> names the commands of a 16.2.15 monitor that ours lacks; the list was taken from one.</summary>
public sealed partial class LeftOutCommandsTests
{
    private static readonly string[] Later = ["auth rotate", "auth wipe-rotating-service-keys", "mon set"];

    [Fact]
    public void The_operators_page_names_every_command_that_is_left_out_and_none_that_is_there()
    {
        var theirs = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "commands", "monitor-16.2.15.tsv"))
            .Select(static line => line.Split('\t')[0])
            .ToHashSet();
        var ours = Ours().ToHashSet();

        Assert.Equal(theirs.Except(ours).Order(StringComparer.Ordinal), Documented().Order(StringComparer.Ordinal));
        Assert.Equal(Later, ours.Except(theirs).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Ours()
    {
        var told = new TestCluster(1).Start().Connect("a").Run("get_command_descriptions").Output;
        foreach (var command in JsonDocument.Parse(told).RootElement.EnumerateObject())
        {
            if ((command.Value.GetProperty("flags").GetUInt64() & 8) == 0)
            {
                yield return string.Join(
                    ' ',
                    command.Value.GetProperty("sig").EnumerateArray()
                        .Where(static word => word.ValueKind == JsonValueKind.String)
                        .Select(static word => word.GetString()));
            }
        }
    }

    private static IEnumerable<string> Documented() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "commands", "monitors.md"))
            .SkipWhile(static line => line != "## Commands that are left out")
            .Skip(1)
            .TakeWhile(static line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(static line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(static line => Quoted().Matches(line.Split('|')[1]))
            .Select(static match => match.Groups[1].Value);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
