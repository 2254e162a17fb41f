namespace MgrPlatform.Cli.Dev;

/// <summary>A line for each change, for logs and for people who pipe.</summary>
internal sealed class PlainStartProgress(DevTerminal terminal) : IStartProgress
{
    public void Show(ModuleLine module) => terminal.Say(module);

    public void Close()
    {
        // What comes now is shown as before.
    }

    public Task RunAsync(Func<Task> start) => start();
}
