using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Tests.Commands;

/// <summary>Words that are no command are refused with the official tool's lines.</summary>
public sealed class OfficialRefusalTests
{
    /// <summary>Reasons that we give in its words; of others the command is the same, and the sentence is ours.</summary>
    private static readonly string[] SameWords =
    [
        "no valid command found", "missing required parameter", "saw 0 of", "unused arguments", "Unexpected argument", " not in ",
        "doesn't represent",
    ];

    [Fact]
    public async Task Refusals_of_a_real_monitors_commands_are_the_official_ones()
    {
        OfficialTool.Require();
        using var descriptions = JsonDocument.Parse(await File.ReadAllBytesAsync(PathOf("mon"), TestContext.Current.CancellationToken));
        var some = descriptions.RootElement.EnumerateObject().Where((_, index) => index % 6 == 0)
            .ToDictionary(command => command.Name, command => command.Value);
        var table = CommandDescriptions.FromJson(JsonSerializer.SerializeToElement(some)).Table;
        var random = new WordCases(seed: 18);
        var refused = table.Entries.SelectMany(random.For).Where(words =>
            words.All(word => word.Length > 0 && !word.Contains('\'', StringComparison.Ordinal)))
            .Where(words => !ArgumentBinder.Bind(table, words).IsBound).ToArray();

        var answer = await OfficialTool.BindAsync(
            JsonNode.Parse(JsonSerializer.Serialize(some))!.AsObject(),
            [.. refused.Select(words => (JsonNode)new JsonArray([.. words.Select(word => (JsonNode)word)]))]);

        var compared = 0;
        List<string> differences = [];
        foreach (var (index, words) in refused.Index())
        {
            var theirs = answer["answers"]![index]!;
            var said = theirs["said"]!.ToString();
            if (theirs["crash"] is not null
                || theirs["map"] is not null
                || !SameWords.Any(reason => said.Split('\n')[0].Contains(reason, StringComparison.Ordinal)))
            {
                continue;
            }

            compared++;
            var ours = OfficialRefusal.Describe(table, words);
            if (ours != said)
            {
                differences.Add($"{string.Join(' ', words)}\n  official: {said}  ours:     {ours}");
            }
        }

        Assert.True(compared > 40, $"only {compared} of {refused.Length} can be compared");
        Assert.True(differences.Count == 0, $"{differences.Count} of {compared} differ:\n{string.Join('\n', differences.Take(10))}");
    }

    private static string PathOf(string daemon, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, $"../../assets/ceph-16.2.15/{daemon}-command-descriptions.json");
}
