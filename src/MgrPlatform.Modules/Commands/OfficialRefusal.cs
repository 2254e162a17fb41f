using System.Text;

namespace MgrPlatform.Modules.Commands;

/// <summary>
/// What the official tool prints to stderr when words are no command that the cluster knows; scripts look for these lines.
/// </summary>
public static class OfficialRefusal
{
    private const int MaximumListed = 10;

    /// <param name="table">All that the cluster described, read by <see cref="CommandDescriptions.FromJson"/>.</param>
    /// <param name="words">Words that <see cref="ArgumentBinder.Bind"/> refused.</param>
    /// <param name="isReef">
    /// As the tools from 18.2 on write usage: <c>&lt;var:size|min_size&gt;</c> for what was <c>size|min_size</c>.
    /// </param>
    /// <returns>One or more whole lines.</returns>
    public static string Describe(CommandTable table, IReadOnlyList<string> words, bool isReef = false)
    {
        var closest = ArgumentBinder.Closest(table, words).OrderBy(static entry => entry.Position).ToList();
        return FindMeant(closest, words, out var reason) is { } meant
            ? $"{reason}\n{Usage(meant, isReef)} :  {meant.Declaration.Description}\n"
            : ListClosest(closest, isReef);
    }

    internal static string Missing(ArgumentDeclaration argument)
    {
        var type = TypeText(argument);
        var isOneWord = argument is { Type: ArgumentType.Choices, Choices.Length: 1 };
        return argument.IsRepeated ? $"saw 0 of {argument.Name}({type})..., expected at least 1"
            : $"missing required parameter {(isOneWord ? type : $"{argument.Name}({type})")}";
    }

    /// <summary>Null where the tool says what we say, in other words.</summary>
    internal static string? Wrong(ArgumentDeclaration argument, string word) => argument.Type switch
    {
        ArgumentType.Choices => $"{word} not in {TypeText(argument)}",
        ArgumentType.Int when !NumberText.TryParseInt(word, out _) => $"{word} doesn't represent an int",
        ArgumentType.Float when !NumberText.TryParseFloat(word, out _) => $"{word} doesn't represent a float",
        _ => null,
    };

    private static CommandEntry? FindMeant(List<CommandEntry> closest, IReadOnlyList<string> words, out string reason)
    {
        reason = "";
        foreach (var entry in closest.OrderBy(static entry => entry.Signature.RequiredCount))
        {
            var match = new SignatureMatcher(words, entry.Signature).Run();
            reason = $"{match.OfficialRemark}Invalid command: {match.OfficialError ?? match.Error}";
            switch (match.Outcome)
            {
                case MatchOutcome.Missing when IsList(match):
                case MatchOutcome.Wrong:
                    return entry;
                case MatchOutcome.Missing:
                    return closest.Count == 1 ? entry : null;
                default:
                    break; // Other words, or too few of these: perhaps the next one.
            }
        }

        return null;

        static bool IsList(SignatureMatch match) => match.OfficialError?.StartsWith("saw ", StringComparison.Ordinal) == true;
    }

    private static string ListClosest(List<CommandEntry> closest, bool isReef)
    {
        var listed = closest.Where(static entry => (entry.Flags & (CommandFlags.Deprecated | CommandFlags.Hidden)) == 0).Take(MaximumListed)
            .ToList();
        var text = new StringBuilder($"no valid command found; {listed.Count} closest matches:\n");
        listed.ForEach(entry => text.Append(Usage(entry, isReef)).Append('\n'));
        return text.ToString();
    }

    private static string Usage(CommandEntry entry, bool isReef) => !isReef ? entry.Signature.Usage
        : string.Join(' ', entry.Signature.Words.Concat(entry.Signature.Arguments.Select(ReefUsage)));

    private static string ReefUsage(ArgumentDeclaration argument)
    {
        var isFormat = argument is { Name: "format", Type: ArgumentType.Choices };
        var text = (argument.Type, argument.IsPositional && !isFormat) switch
        {
            (ArgumentType.Bool, _) => $"--{argument.Name.Replace('_', '-')}",
            (ArgumentType.Choices, true) => $"<{argument.Name}:{TypeText(argument)}>",
            (ArgumentType.Choices, false) => $"--{argument.Name} {{{TypeText(argument)}}}",
            (ArgumentType.OsdName, var isPlaced) => isPlaced ? "<id|osd.id>" : $"--{argument.Name} <id|osd.id>",
            (ArgumentType.Name, var isPlaced) => isPlaced ? "<type.id>" : $"--{argument.Name} <type.id>",
            (ArgumentType.Int, var isPlaced) => isPlaced ? $"<{argument.Name}:int>" : $"--{argument.Name} <int>",
            (ArgumentType.Float, var isPlaced) => isPlaced ? $"<{argument.Name}:float>" : $"--{argument.Name} <float>",
            (_, var isPlaced) => isPlaced ? $"<{argument.Name}>" : $"--{argument.Name} <value>",
        };
        text = argument.IsRepeated ? text + "..." : text;
        return argument.IsRequired ? text : $"[{text}]";
    }

    private static string TypeText(ArgumentDeclaration argument) => argument.Type switch
    {
        ArgumentType.String => argument.GoodCharacters is { } characters ? $"<string(goodchars {characters.Pattern})>" : "<string>",
        ArgumentType.Int => $"<int{Limits(argument)}>",
        ArgumentType.Float => $"<float{Limits(argument)}>",
        ArgumentType.Bool => "<bool>",
        ArgumentType.Choices => string.Join('|', argument.Choices),
        ArgumentType.Uuid => "<uuid>",
        ArgumentType.Name => "<name (type.id)>",
        ArgumentType.OsdName => "<osdname (id|osd.id)>",
        ArgumentType.Pgid => "<pgid>",
        ArgumentType.Objectname => "<objectname>",
        ArgumentType.Poolname => "<poolname>",
        ArgumentType.Filepath => "<outfilename>",
        ArgumentType.Socketpath => "<admin-socket-path>",
        ArgumentType.IPAddr => "<IPaddr[:port]>",
        ArgumentType.EntityAddr => "<EntityAddr>",
        _ => "<CephFS fragment ID (0xvvv/bbb)>",
    };

    /// <summary><c>[0-]</c>, <c>[0-1]</c>, or nothing.</summary>
    private static string Limits(ArgumentDeclaration argument)
    {
        var ends = argument.Range?.ToString().Split('|') ?? [];
        return ends.Length switch { 0 => "", 1 => $"[{ends[0]}-]", _ => $"[{ends[0]}-{ends[1]}]" };
    }
}
