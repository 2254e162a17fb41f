using System.Text;

namespace MgrPlatform.Interop.Tests.Commands;

/// <summary>A line of <c>tests/assets/commands/table.txt</c>: what the tool is asked, and how its answers are compared.</summary>
/// <param name="How">The first character of a line.</param>
internal sealed record TableLine(char How, int LeastMonitors, IReadOnlyList<string> Words)
{
    public static IReadOnlyList<TableLine> Read(string file, string folder) =>
        [.. File.ReadLines(file).Where(static line => line.Length > 0 && line[0] != '#').Select(line => Parse(line, folder))];

    /// <summary>The tool's words, once for each form.</summary>
    public IEnumerable<(IReadOnlyList<string> Words, bool IsCodeAlone)> Calls()
    {
        if (How != '~')
        {
            yield return (Words, How == '!');
        }

        if (How is '+' or '~')
        {
            yield return ([.. Words, "-f", "json"], false);
        }
    }

    private static TableLine Parse(string line, string folder)
    {
        var least = char.IsAsciiDigit(line[0]) ? line[0] - '0' : 0;
        var rest = least > 0 ? line[2..] : line;
        var words = Split(rest[2..]).Select(word => word.Replace("@DIR@", folder, StringComparison.Ordinal));
        return new TableLine(rest[0], least, [.. words]);
    }

    // As a shell does, with single quotes alone.
    private static IEnumerable<string> Split(string text)
    {
        var word = new StringBuilder();
        var isQuoted = false;
        foreach (var letter in text)
        {
            if (letter == '\'')
            {
                isQuoted = !isQuoted;
            }
            else if (letter == ' ' && !isQuoted)
            {
                yield return word.ToString();
                word.Clear();
            }
            else
            {
                word.Append(letter);
            }
        }

        yield return word.ToString();
    }
}
