using System.Collections.Immutable;

namespace MgrPlatform.Modules.Commands;

/// <summary>Finds the command that is fewest typing mistakes away from what was typed.</summary>
internal static class NearestCommand
{
    private const int LongestTyped = 200;

    internal static CommandEntry? Find(ImmutableArray<CommandEntry> entries, IReadOnlyList<string> words)
    {
        CommandEntry? nearest = null;
        var fewest = int.MaxValue;
        foreach (var entry in entries)
        {
            if (!entry.IsShown)
            {
                continue;
            }

            var distance = Distance(entry.Signature, words);
            // As many mistakes as a third of the letters, but always one and never more than four.
            var allowed = Math.Clamp(entry.Prefix.Length / 3, 1, 4);
            if (distance <= allowed && distance < fewest)
            {
                nearest = entry;
                fewest = distance;
            }
        }

        return nearest;
    }

    /// <summary>Compares as many words as the command has, for the rest are arguments; also one more or fewer, for a blank.</summary>
    private static int Distance(CommandSignature signature, IReadOnlyList<string> words)
    {
        var fewest = int.MaxValue;
        for (var count = signature.Words.Length - 1; count <= signature.Words.Length + 1; count++)
        {
            if (count >= 1 && count <= words.Count)
            {
                var typed = string.Join(' ', words.Take(count));
                typed = typed.Length > LongestTyped ? typed[..LongestTyped] : typed;
                fewest = Math.Min(fewest, EditDistance.Between(typed, signature.Prefix));
            }
        }

        return fewest;
    }
}
