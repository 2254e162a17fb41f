namespace MgrPlatform.Cli.Dev;

/// <summary>Shows modules coming up: redrawn in place on a terminal, a line for each change elsewhere.</summary>
internal interface IStartProgress
{
    void Show(ModuleLine module);

    /// <summary>Runs <paramref name="start"/> while the progress is shown.</summary>
    Task RunAsync(Func<Task> start);
}
