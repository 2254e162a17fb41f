using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Commands;

/// <summary>Turns the words that somebody typed into a command map, choosing among all commands as the official tool does.</summary>
public static class ArgumentBinder
{
    private const int MaximumListed = 10;

    /// <summary>Words with <c>--format json</c> (<c>-f json</c>) anywhere among them, which every command takes.</summary>
    public static CommandBinding Bind(CommandTable table, IReadOnlyList<string> words)
    {
        var rest = TakeFormat(words, out var format, out var error);
        if (error.Length > 0)
        {
            return CommandBinding.Refuse(null, error);
        }

        var binding = BindWords(table, rest);
        if (format is null || !binding.IsBound)
        {
            return binding;
        }

        // Most commands take any format and do not say so; one that declares its own means it.
        var declared = binding.Entry!.Signature.Arguments.FirstOrDefault(static argument => argument.Name == "format");
        if (declared is not null && ArgumentText.Read(declared, format, partial: false, out error) is null)
        {
            return CommandBinding.Refuse(binding.Entry, $"{error} (argument 'format'); usage: {binding.Entry.Signature.Usage}");
        }

        binding.Command!.TryAdd("format", JsonValue.Create(format));
        return binding;
    }

    private static CommandBinding BindWords(CommandTable table, List<string> words)
    {
        var candidates = Candidates(table, words);
        CommandEntry? meant = null;
        var reason = "";
        foreach (var entry in candidates)
        {
            var match = new SignatureMatcher(words, entry.Signature).Run();
            if (match.Outcome == MatchOutcome.Fits)
            {
                return new CommandBinding(entry, match.Command, "");
            }

            if (match.Outcome == MatchOutcome.OtherWords)
            {
                continue;
            }

            if (Owns(entry, words))
            {
                meant ??= entry;
                reason = reason.Length > 0 ? reason : match.Error;
            }

            if (match.Outcome is MatchOutcome.Missing or MatchOutcome.Wrong)
            {
                break; // The right command with a wrong argument: what comes later is a worse guess.
            }
        }

        return meant is not null
            ? CommandBinding.Refuse(meant, $"{reason}; usage: {meant.Signature.Usage}")
            : CommandBinding.Refuse(null, Unknown(table, words));
    }

    /// <summary>Says that there is no such command, and which one may have been meant.</summary>
    public static string Unknown(CommandTable table, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            return "no command given; 'help' lists all";
        }

        var typed = string.Join(' ', words);
        typed = typed.Length <= 100 ? typed : typed[..97] + "...";
        var beginning = table.BeginningWith(words);
        if (!beginning.IsEmpty)
        {
            var listed = string.Join(", ", beginning.Take(MaximumListed).Select(static entry => entry.Prefix));
            var more = beginning.Length > MaximumListed ? $" and {beginning.Length - MaximumListed} more" : "";
            return $"'{typed}' is not a whole command; these begin so: {listed}{more}";
        }

        return table.Nearest(words) is { } nearest
            ? $"no such command: '{typed}'; did you mean '{nearest.Prefix}'?"
            : $"no such command: '{typed}'; 'help' lists all";
    }

    /// <summary>The commands that fit best, those with the fewest required parts first.</summary>
    private static IEnumerable<CommandEntry> Candidates(CommandTable table, List<string> words) =>
        Closest(table, words).OrderBy(static entry => entry.Signature.RequiredCount); // Stable: the table's order otherwise.

    /// <summary>The commands that fit best, in the table's order.</summary>
    internal static List<CommandEntry> Closest(CommandTable table, IReadOnlyList<string> words)
    {
        var best = 0.0;
        List<CommandEntry> candidates = [];
        foreach (var entry in table.Entries.Where(static entry => (entry.Flags & CommandFlags.Obsolete) == 0))
        {
            double score = SignatureScore.Count(words, entry.Signature, partial: true);
            if (score >= Math.Floor(best) && score == SignatureScore.Count(words, entry.Signature, partial: false))
            {
                score += 0.5; // What fits to the letter is better than what fits in part.
            }

            if (score > best)
            {
                best = score;
                candidates.Clear();
            }

            if (score >= best)
            {
                candidates.Add(entry);
            }
        }

        return candidates;
    }

    private static bool Owns(CommandEntry entry, List<string> words) =>
        words.Count >= entry.Signature.Words.Length
        && entry.Signature.Words.AsSpan().SequenceEqual([.. words.Take(entry.Signature.Words.Length)]);

    private static List<string> TakeFormat(IReadOnlyList<string> words, out string? format, out string error)
    {
        format = null;
        error = "";
        var rest = new List<string>(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word is "--format" or "-f")
            {
                if (++i == words.Count)
                {
                    error = $"'{word}' needs a value, for instance json";
                    return rest;
                }

                format = words[i];
            }
            else if (word.StartsWith("--format=", StringComparison.Ordinal))
            {
                format = word["--format=".Length..];
            }
            else
            {
                rest.Add(word);
            }
        }

        return rest;
    }
}
