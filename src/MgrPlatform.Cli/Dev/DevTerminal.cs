using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace MgrPlatform.Cli.Dev;

/// <summary>What <c>mgrp dev</c> and <c>mgrp module dev</c> say while they run: a line for each thing, coloured where colours are wanted.</summary>
internal sealed class DevTerminal
{
    private readonly Lock _gate = new();
    private readonly IAnsiConsole _console;
    private readonly TimeProvider _time;

    public DevTerminal(TimeProvider time)
    {
        _time = time;
        var isPlain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") == "dumb";
        IsInteractive = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
    }

    /// <summary>Somebody watches: progress may be redrawn in place, and lines may be typed.</summary>
    public bool IsInteractive { get; }

    public IStartProgress CreateProgress() => IsInteractive ? new LiveStartProgress(_console, this) : new PlainStartProgress(this);

    public void Say(string line) => Write(line, Style.Plain);

    public void Say(ModuleLine module) => Write($"{Now()} {module}", module.Mood switch
    {
        ModuleMood.Good => new Style(Color.Green),
        ModuleMood.Bad => new Style(Color.Red),
        _ => Style.Plain,
    });

    public void Say(LogLevel level, string line) =>
        Write($"{Now()} {line}", level >= LogLevel.Error ? new Style(Color.Red) : level == LogLevel.Warning ? new Style(Color.Yellow) : Style.Plain);

    private string Now() => _time.GetLocalNow().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    private void Write(string line, Style style)
    {
        lock (_gate)
        {
            if (IsInteractive)
            {
                _console.WriteLine(line, style);
            }
            else
            {
                Console.Out.WriteLine(line); // Spectre would break long lines at 80 columns.
                Console.Out.Flush();
            }
        }
    }
}
