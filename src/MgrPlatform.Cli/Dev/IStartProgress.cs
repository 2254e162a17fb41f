namespace MgrPlatform.Cli.Dev;

/// <summary>Shows modules coming up: redrawn in place on a terminal, a line for each change elsewhere. Afterwards a line for each change in both.</summary>
internal interface IStartProgress
{
    void Show(ModuleLine module);

    /// <summary>They are up: what comes now is news.</summary>
    void Close();

    /// <summary>Runs <paramref name="start"/> while the progress is shown.</summary>
    Task RunAsync(Func<Task> start);
}
