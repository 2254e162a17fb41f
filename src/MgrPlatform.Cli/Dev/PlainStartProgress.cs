namespace MgrPlatform.Cli.Dev;

/// <summary>A line for each change, for logs and for people who pipe.</summary>
internal sealed class PlainStartProgress(TextWriter output) : IStartProgress
{
    private readonly Lock _gate = new();

    public void Show(ModuleLine module)
    {
        lock (_gate)
        {
            output.WriteLine(module);
            output.Flush();
        }
    }

    public Task RunAsync(Func<Task> start) => start();
}
