namespace MgrPlatform.Monitor.Commands;

/// <summary>A declaration taken apart: the command's words, and its arguments.</summary>
public sealed record CommandSignature(string Prefix, IReadOnlyList<string> Words, IReadOnlyList<CommandParameter> Parameters)
{
    /// <summary>
    /// Never fails: what a manager declares is passed on to clients as it is, and a parameter without a name has none.
    /// </summary>
    public static CommandSignature Parse(string text)
    {
        List<string> words = [];
        List<CommandParameter> parameters = [];
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "--")
            {
                continue; // What follows is given by name only, which the clients of Pacific cannot be told.
            }

            if (!part.Contains('=', StringComparison.Ordinal))
            {
                words.Add(part);
                continue;
            }

            var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var field in part.Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = field.IndexOf('=', StringComparison.Ordinal);
                fields[equals < 0 ? field : field[..equals]] = equals < 0 ? "" : field[(equals + 1)..];
            }

            parameters.Add(new CommandParameter(fields.GetValueOrDefault("name", ""), fields));
        }

        return new CommandSignature(string.Join(' ', words), words, parameters);
    }
}
