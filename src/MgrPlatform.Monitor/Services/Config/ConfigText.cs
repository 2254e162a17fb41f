using System.Text;

namespace MgrPlatform.Monitor.Services.Config;

/// <summary>
/// A configuration file of Ceph's: sections with options, whose names may have spaces for underscores. Of an option that is there twice the
/// last one holds; what stands before the first section is global.
/// </summary>
internal static class ConfigText
{
    /// <exception cref="FormatException">With a sentence that names the place.</exception>
    public static SortedDictionary<string, SortedDictionary<string, string>> Parse(string text)
    {
        var sections = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        var section = ConfigEntry.Global;
        var number = 0;
        foreach (var raw in Joined(text))
        {
            number++;
            var line = WithoutComment(raw).Trim();
            if (line.Length == 0)
            {
                continue;
            }

            if (line[0] == '[')
            {
                var end = line.IndexOf(']', StringComparison.Ordinal);
                section = end > 0
                    ? line[1..end].Trim()
                    : throw new FormatException($"parse error: expected '\"]\"' in line {number} at position {raw.Length + 1}\n");
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new FormatException($"parse error: expected '\"=\"' in line {number} at position {raw.Length + 1}\n");
            }

            if (!sections.TryGetValue(section, out var options))
            {
                sections[section] = options = new SortedDictionary<string, string>(StringComparer.Ordinal);
            }

            options[Name(line[..equals])] = Unquoted(line[(equals + 1)..].Trim());
        }

        return sections;
    }

    public static string Write(SortedDictionary<string, SortedDictionary<string, string>> sections)
    {
        var text = new StringBuilder();
        foreach (var (section, options) in sections)
        {
            text.Append("\n[").Append(section).Append("]\n");
            foreach (var (name, value) in options)
            {
                text.Append('\t').Append(name).Append(" = ").Append(value).Append('\n');
            }
        }

        return text.ToString();
    }

    // A backslash at its end makes a line go on in the next.
    private static IEnumerable<string> Joined(string text)
    {
        var begun = "";
        foreach (var line in text.Split('\n'))
        {
            if (line.EndsWith('\\'))
            {
                begun += line[..^1];
                continue;
            }

            yield return begun + line.TrimEnd('\r');
            begun = "";
        }

        if (begun.Length > 0)
        {
            yield return begun;
        }
    }

    private static string WithoutComment(string line)
    {
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            if (quote == '\0' && line[i] is '#' or ';' && (i == 0 || line[i - 1] != '\\'))
            {
                return line[..i];
            }

            quote = line[i] == quote ? '\0' : quote == '\0' && line[i] is '"' or '\'' ? line[i] : quote;
        }

        return line;
    }

    private static string Name(string text) => string.Join('_', text.Split([' ', '\t', '_'], StringSplitOptions.RemoveEmptyEntries));

    private static string Unquoted(string text) =>
        text.Length > 1 && text[0] is '"' or '\'' && text[^1] == text[0] ? text[1..^1] : text;
}
