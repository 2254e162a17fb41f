namespace MgrPlatform.Benchmarks;

/// <summary>The command line: words that benchmarks' names must contain, and how to tell the result.</summary>
internal sealed record Arguments(IReadOnlyList<string> Filters, string? JsonFile, bool IsQuick, bool IsHelp)
{
    public const string Usage = """
        Measures whole systems and prints a table.

          dotnet run -c Release --project tests/MgrPlatform.Benchmarks -- [--quick] [--json FILE] [NAME]…

          NAME         only benchmarks whose name contains one of these words
          --quick      a short look: the figures are rough
          --json FILE  write the figures to a file too
        """;

    /// <exception cref="FormatException">The message says what is wrong.</exception>
    public static Arguments Parse(string[] words)
    {
        var parsed = new Arguments([], null, false, false);
        for (var i = 0; i < words.Length; i++)
        {
            parsed = words[i] switch
            {
                "--quick" => parsed with { IsQuick = true },
                "--help" or "-h" => parsed with { IsHelp = true },
                "--json" when i + 1 < words.Length => parsed with { JsonFile = words[++i] },
                "--json" => throw new FormatException("--json needs the name of a file"),
                ['-', ..] option => throw new FormatException($"there is no option {option}; try --help"),
                var filter => parsed with { Filters = [.. parsed.Filters, filter] },
            };
        }

        return parsed;
    }

    public bool Chooses(string name) => Filters.Count == 0 || Filters.Any(filter => name.Contains(filter, StringComparison.OrdinalIgnoreCase));
}
