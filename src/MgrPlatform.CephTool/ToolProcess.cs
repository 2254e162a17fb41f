namespace MgrPlatform.CephTool;

/// <summary>Runs a verb to its end or to Ctrl-C; turns every mistake of an operator into one line on stderr and an exit code.</summary>
public static class ToolProcess
{
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> verb)
    {
        using var interrupt = new Interrupt();
        try
        {
            return await verb(interrupt.Token);
        }
        catch (CommandLineException error)
        {
            await Console.Error.WriteLineAsync($"mgrp: {error.Message}");
            return error.ExitCode;
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }
}
