namespace MgrPlatform.Modules.Commands;

/// <summary>Breaks text into lines no wider than a column.</summary>
internal static class TextColumn
{
    /// <summary>Breaks at blanks and keeps line ends; a word wider than the column is cut. All lines but one start with a blank.</summary>
    internal static List<string> Wrap(string text, int width)
    {
        List<string> lines = [];
        foreach (var paragraph in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var line = lines.Count == 0 ? "" : " ";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var isStart = string.IsNullOrWhiteSpace(line);
                if (!isStart && line.Length + 1 + word.Length > width)
                {
                    lines.Add(line);
                    (line, isStart) = (" ", true);
                }

                line += isStart ? word : " " + word;
                while (line.Length > width)
                {
                    lines.Add(line[..width]);
                    line = " " + line[width..];
                }
            }

            lines.Add(line);
        }

        return lines;
    }
}
