using MgrPlatform.Cli.Dev;
using Spectre.Console;

namespace MgrPlatform.Cli.Tests.Dev;

public sealed class LiveStartProgressTests
{
    [Fact]
    public async Task Redrawing_never_goes_over_what_stands_above_it()
    {
        var screen = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(screen),
        });
        var progress = new LiveStartProgress(console, new DevTerminal(TimeProvider.System));

        await progress.RunAsync(() =>
        {
            foreach (var module in (string[])["fsstatus", "rest"])
            {
                progress.Show(new ModuleLine(module, "python", "starting", "", ModuleMood.Busy));
                progress.Show(new ModuleLine(module, "python", "running", "", ModuleMood.Good));
            }

            return Task.CompletedTask;
        });

        // A terminal takes "up by 0" for "up by 1", and so does Spectre of a block with one line.
        Assert.DoesNotContain("\u001b[0A", screen.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, HighestLine(screen.ToString()));
    }

    /// <summary>How far above the line where it began the cursor came.</summary>
    private static int HighestLine(string text)
    {
        var (line, highest) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                line++;
            }
            else if (text[i] == '\u001b' && text.IndexOfAny(['A', 'K', 'm', 'l', 'h'], i) is var end && end > 0 && text[end] == 'A')
            {
                line -= int.Parse(text.AsSpan(i + 2, end - i - 2), null);
            }

            highest = Math.Min(highest, line);
        }

        return -highest;
    }
}
