using System.Text;

namespace MgrPlatform.Wire.Text;

/// <summary>A table as Ceph's monitors print them: two blanks between columns, every cell padded to its column.</summary>
/// <param name="columns">Heading, and whether the cells below it stand to the right.</param>
public sealed class TextTable(params (string Heading, bool Right)[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Headings of right-hand columns stand to the right too; by default they stand to the left.</summary>
    public bool HeadingsFollow { get; init; }

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var widths = columns.Select((column, at) => _rows.Select(row => row[at].Length).Append(column.Heading.Length).Max()).ToArray();
        var text = new StringBuilder();
        for (var at = 0; at < columns.Length; at++)
        {
            Append(text, at, columns[at].Heading, widths[at], HeadingsFollow && columns[at].Right);
        }

        text.Append('\n');
        foreach (var row in _rows)
        {
            for (var at = 0; at < columns.Length; at++)
            {
                Append(text, at, row[at], widths[at], columns[at].Right);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, int at, string cell, int width, bool right)
    {
        text.Append(at > 0 ? "  " : "").Append(right ? cell.PadLeft(width) : cell.PadRight(width));
    }
}
