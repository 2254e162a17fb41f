namespace MgrPlatform.Modules.Commands;

/// <summary>Counts how many parts of a signature words match, to find the command that was meant.</summary>
internal static class SignatureScore
{
    /// <param name="partial">The last word may be the beginning of what it stands for.</param>
    internal static int Count(IReadOnlyList<string> words, CommandSignature signature, bool partial)
    {
        var next = 0;
        var score = 0;
        foreach (var literal in signature.Words)
        {
            if (next == words.Count || !Fits(literal, words[next], partial && next == words.Count - 1))
            {
                return score;
            }

            next++;
            score++;
        }

        foreach (var argument in signature.Arguments.Where(static argument => argument.IsPositional))
        {
            for (var seen = 0; argument.IsRepeated || seen < argument.Count; seen++)
            {
                if (next == words.Count)
                {
                    return score;
                }

                if (!WordValues.TryRead(argument, words[next], byName: false, partial && next == words.Count - 1, out _, out _))
                {
                    if (argument.IsRequired)
                    {
                        return score;
                    }

                    break; // Perhaps it belongs to the next argument.
                }

                next++;
            }

            score += argument.IsRequired ? 1 : 0;
        }

        return score;
    }

    private static bool Fits(string literal, string word, bool partial) =>
        partial ? literal.StartsWith(word, StringComparison.Ordinal) : literal == word;
}
