using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MgrPlatform.Manager.Commands;
using MgrPlatform.Manager.Tests.Pg;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Manager.Tests.Commands;

public sealed partial class OwnCommandTests
{
    [Theory]
    [MemberData(nameof(PgScene.Names), MemberType = typeof(PgScene))]
    public void Every_command_answers_what_the_real_manager_answered(string sceneName)
    {
        var scene = PgScene.Load(sceneName);
        var context = new OwnContext(scene.Play().Current, scene.Now);
        var problems = new List<string>();

        // Of a word that is no daemon's name Ceph complains twice in one answer.
        var asked = scene.Recorded.Where(static command => command.Prefix != "device ls-by-daemon")
            .Where(static command => command.Target == "mgr" && OwnCommands.Has(command.Prefix) && !NeedsDaemons(command.Prefix)).ToArray();
        foreach (var recorded in asked)
        {
            Compare(recorded, OwnCommands.Answer(recorded.Command, context)!.Result!, problems);
        }

        Assert.NotEmpty(asked);
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public void Commands_that_act_say_what_the_real_manager_said()
    {
        var scene = PgScene.Load("acts");
        var context = new OwnContext(scene.PlayAtRest().Current, scene.Now);
        var problems = new List<string>();

        foreach (var recorded in scene.Recorded)
        {
            Compare(recorded, OwnCommands.Answer(recorded.Command, context)!.Result!, problems);
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public void The_declarations_are_those_of_the_real_manager_but_for_how_long_devices_live()
    {
        var real = JsonNode.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ceph-16.2.15", "mgr-command-descriptions.json")))!
            .AsObject().OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value!).Skip(236)
            .Where(static command =>
                !command["sig"]!.AsArray().Any(static word => word!.ToString().EndsWith("life-expectancy", StringComparison.Ordinal)))
            .ToArray();
        var table = OwnCommands.Declarations;

        Assert.Equal(real.Length, table.Count);
        foreach (var (theirs, ours) in real.Zip(table))
        {
            Assert.Equal(theirs["help"]!.ToString(), ours.Help);
            Assert.Equal(theirs["module"]!.ToString(), ours.Module);
            Assert.Equal(theirs["perm"]!.ToString(), ours.Permissions);
            Assert.Equal(theirs["sig"]!.AsArray().Select(static word => Word(word!)), ours.Signature.Split(' ').Select(Word));
        }
    }

    private static string Word(JsonNode word) =>
        word is JsonObject parameter
            ? string.Join(
                ',', parameter.Select(static field => $"{field.Key}={field.Value}".ToLowerInvariant()).Order(StringComparer.Ordinal))
            : word.ToString();

    private static string Word(string word) =>
        word.Contains('=', StringComparison.Ordinal)
            ? string.Join(',', Fields().Split(word).Select(static field => field.ToLowerInvariant()).Order(StringComparer.Ordinal))
            : word;

    private static bool NeedsDaemons(string prefix) =>
        prefix.StartsWith("service", StringComparison.Ordinal) || prefix.StartsWith("config", StringComparison.Ordinal);

    private static void Compare(RecordedCommand recorded, CommandResult answer, List<string> problems)
    {
        if (recorded.Prefix == "pg getmap")
        {
            return;
        }

        if (answer.Code != recorded.Code || answer.Status != recorded.Status)
        {
            problems.Add($"{recorded}\n    {recorded.Code} '{recorded.Status}' expected\n    {answer.Code} '{answer.Status}' found");
            return;
        }

        var output = answer.OutputText;
        if ((recorded.IsJson || recorded.Prefix is "osd ok-to-stop" or "pg dump_pools_json") && recorded.Output.StartsWith('{')
            || recorded.Output.StartsWith('['))
        {
            var ignored =
                recorded.Prefix is "osd pool stats" ? (string[])["recovery_rate", "client_io_rate"] : ["version", "stamp", "stamp_delta"];
            var differences = Json.Differences(JsonElement.Parse(recorded.Output), JsonElement.Parse(output), ignored);
            if (differences.Length > 0)
            {
                problems.Add($"{recorded}\n    {string.Join("\n    ", differences)}");
            }

            return;
        }

        var (expected, found) = (Lines(recorded, recorded.Output), Lines(recorded, output));
        if (!expected.SequenceEqual(found))
        {
            problems.Add(
                $"{recorded}\n  expected\n    {string.Join("\n    ", expected.Except(found).Take(6))}\n"
                + $"  found\n    {string.Join("\n    ", found.Except(expected).Take(6))}");
        }
    }

    // Ceph lists groups in the order of its hash table, and how long ago something was depends on when it was asked.
    private static string[] Lines(RecordedCommand recorded, string text)
    {
        var lines = text.Split('\n').Where(static line =>
            !line.StartsWith("version ", StringComparison.Ordinal) && !line.StartsWith("stamp ", StringComparison.Ordinal));
        if (recorded.Prefix.StartsWith("pg ls", StringComparison.Ordinal))
        {
            lines = lines.Select(static line => Blanks().Replace(Since().Replace(line, " since "), " "));
        }

        if (recorded.Prefix == "pg stat")
        {
            lines = lines.SelectMany(static line =>
                line.Split(", ").Select(static part => part.Split(';')[0].Replace("121 pgs: ", "", StringComparison.Ordinal)));
        }

        if (recorded.Prefix == "osd pool stats")
        {
            lines = lines.Where(
                static line => !line.Contains(" io ", StringComparison.Ordinal) && !line.Contains("nothing", StringComparison.Ordinal));
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(" (SINCE|[0-9.]+[smhd]) ")]
    private static partial Regex Since();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();

    [GeneratedRegex(",(?=[a-z]+=)")]
    private static partial Regex Fields();
}
