using System.Text;

namespace MgrPlatform.Modules.Commands;

/// <summary>Writes what commands there are: usage on the left, what they do on the right, as <c>ceph -h</c> does.</summary>
public static class CommandHelp
{
    private const int NarrowestWidth = 40;
    private const int ArgumentIndent = 4;

    /// <param name="filterWords">Only commands that begin so, or else those with all these words; then each argument is explained.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static string Render(CommandTable table, IReadOnlyList<string> filterWords, int width = 80)
    {
        var entries = Choose(table, filterWords);
        if (entries.Count == 0)
        {
            return ArgumentBinder.Unknown(table, filterWords) + "\n";
        }

        width = Math.Max(width, NarrowestWidth);
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            AppendColumns(text, entry.Signature.Usage, entry.Declaration.Description, (width - 1) / 2, width);
            if (filterWords.Count > 0)
            {
                AppendArguments(text, entry, width);
            }
        }

        return text.ToString();
    }

    private static List<CommandEntry> Choose(CommandTable table, IReadOnlyList<string> words)
    {
        var beginning = table.BeginningWith(words);
        return !beginning.IsEmpty ? [.. beginning]
            : [.. table.Entries.Where(entry => entry.IsShown && words.All(word => entry.Signature.Words.Contains(word)))];
    }

    private static void AppendArguments(StringBuilder text, CommandEntry entry, int width)
    {
        var arguments = entry.Signature.Arguments;
        if (arguments.IsEmpty)
        {
            return;
        }

        var nameWidth = Math.Min(arguments.Max(static argument => argument.Name.Length), width / 3);
        foreach (var argument in arguments)
        {
            var row = new StringBuilder();
            AppendColumns(row, argument.Name, Explain(argument), nameWidth, width - ArgumentIndent);
            foreach (var line in row.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                text.Append(' ', ArgumentIndent).Append(line).Append('\n');
            }
        }
    }

    private static void AppendColumns(StringBuilder text, string left, string right, int leftWidth, int width)
    {
        var leftLines = TextColumn.Wrap(left, leftWidth);
        var rightLines = TextColumn.Wrap(right, width - leftWidth - 1);
        for (var i = 0; i < Math.Max(leftLines.Count, rightLines.Count); i++)
        {
            var line = (i < leftLines.Count ? leftLines[i] : "").PadRight(leftWidth) + " " + (i < rightLines.Count ? rightLines[i] : "");
            text.Append(line.TrimEnd()).Append('\n');
        }
    }

    private static string Explain(ArgumentDeclaration argument)
    {
        var text = argument.Type switch
        {
            ArgumentType.String => argument.GoodCharacters is { } characters ? $"text made of {characters.Pattern}" : "text",
            ArgumentType.Int => "whole number" + Limits(argument),
            ArgumentType.Float => "number" + Limits(argument),
            ArgumentType.Bool => "true or false; the option alone means true",
            ArgumentType.Choices => argument.Choices.Length == 1 ? argument.Choices[0] : "one of " + string.Join(", ", argument.Choices),
            ArgumentType.Uuid => "UUID",
            ArgumentType.Name => "daemon or client: osd.3, mon.a, client.admin",
            ArgumentType.OsdName => "OSD: 3 or osd.3",
            ArgumentType.Pgid => "placement group: 2.1f",
            ArgumentType.Objectname => "name of an object",
            ArgumentType.Poolname => "name of a pool",
            ArgumentType.Filepath => "path of a file",
            ArgumentType.Socketpath => "path of a socket",
            ArgumentType.IPAddr => "IP address, perhaps with port: 10.0.0.1:6800",
            ArgumentType.EntityAddr => "IP address, perhaps with port and nonce: 10.0.0.1:6800/123",
            _ => "directory fragment: 0xVALUE/BITS",
        };
        text += argument.IsRepeated ? "; one or more" : argument.Count > 1 ? $"; {argument.Count} of them" : "";
        text += argument.IsPositional || argument.Type == ArgumentType.Bool ? "" : $"; given as --{argument.Name.Replace('_', '-')}";
        return argument.IsRequired ? text : text + " (optional)";
    }

    private static string Limits(ArgumentDeclaration argument) => argument.Range is { } range ? ", " + range.Describe() : "";
}
