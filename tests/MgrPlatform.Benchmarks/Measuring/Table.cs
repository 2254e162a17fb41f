using System.Globalization;
using System.Text;
using Spectre.Console;

namespace MgrPlatform.Benchmarks.Measuring;

/// <summary>The measurements for a reader: a table on a terminal, aligned plain text elsewhere.</summary>
internal static class Table
{
    private static readonly string[] Heads = ["benchmark", "case", "n", "p50", "p99", "unit", "goal (p50)", "", "note"];

    public static void Print(IReadOnlyList<Measurement> lines)
    {
        if (Console.IsOutputRedirected)
        {
            Console.Write(Plain(lines));
            return;
        }

        var table = new Spectre.Console.Table().Border(TableBorder.Rounded).AddColumns(Heads);
        for (var column = 2; column <= 4; column++)
        {
            table.Columns[column].RightAligned();
        }

        foreach (var line in lines)
        {
            var cells = Cells(line).Select(Markup.Escape).ToArray();
            cells[7] = line.Verdict switch
            {
                "ok" => "[green]ok[/]",
                "MISSED" => "[red]MISSED[/]",
                var other => $"[grey]{other}[/]",
            };
            table.AddRow(cells);
        }

        AnsiConsole.Write(table);
    }

    public static string Plain(IReadOnlyList<Measurement> lines)
    {
        string[][] rows = [Heads, .. lines.Select(Cells)];
        var widths = Enumerable.Range(0, Heads.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column is >= 2 and <= 4 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.AppendLine(string.Join("  ", cells).TrimEnd());
        }

        return text.ToString();
    }

    private static string[] Cells(Measurement line) =>
    [
        line.Benchmark,
        line.Case,
        line.Count > 0 ? line.Count.ToString(CultureInfo.InvariantCulture) : "",
        Number(line.P50),
        Number(line.P99),
        line.Unit,
        line.Goal is { } goal ? $"{(line.IsFloor ? ">=" : "<=")} {Number(goal)} {line.Unit}" : "",
        line.Verdict,
        line.Skipped ?? line.Note,
    ];

    private static string Number(double? value) => value switch
    {
        null => "",
        < 10 => value.Value.ToString("0.000", CultureInfo.InvariantCulture),
        < 1000 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0", CultureInfo.InvariantCulture),
    };
}
