using Spectre.Console;

namespace MgrPlatform.Cli.Dev;

/// <summary>A table that is redrawn while modules come up, and stays when they have.</summary>
internal sealed class LiveStartProgress(IAnsiConsole console, DevTerminal terminal) : IStartProgress
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ModuleLine> _modules = new(StringComparer.Ordinal);
    private LiveDisplayContext? _display;
    private bool _isClosed;

    public void Show(ModuleLine module)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _modules[module.Name] = module;
                _display?.UpdateTarget(Render());
                return;
            }
        }

        terminal.Say(module);
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    public Task RunAsync(Func<Task> start) => console.Live(Render()).StartAsync(async display =>
    {
        lock (_gate)
        {
            _display = display;
        }

        try
        {
            await start();
        }
        finally
        {
            lock (_gate)
            {
                display.UpdateTarget(Render());
                _display = null;
                _isClosed = true;
            }
        }
    });

    /// <summary>Never less than two lines: Spectre goes one line up, over what stands above, to redraw a single one.</summary>
    private Rows Render()
    {
        var table = new Table().NoBorder().HideHeaders().AddColumns("", "", "", "");
        foreach (var module in _modules.Values)
        {
            var (sign, colour) = module.Mood switch
            {
                ModuleMood.Good => ("ok", "green"),
                ModuleMood.Quiet => ("--", "grey"),
                ModuleMood.Bad => ("!!", "red"),
                _ => ("..", "yellow"),
            };
            table.AddRow(
                new Markup($"[{colour}]{sign}[/]"),
                new Markup(Markup.Escape(module.Name)),
                new Markup($"[grey]{Markup.Escape(module.Kind)}[/]"),
                new Markup($"[{colour}]{Markup.Escape(module.State)}[/]{(module.Reason.Length == 0 ? "" : ": " + Markup.Escape(module.Reason))}"));
        }

        return new Rows(_modules.Count == 0 ? new Markup("[yellow]..[/] modules") : table, new Text(" "));
    }
}
