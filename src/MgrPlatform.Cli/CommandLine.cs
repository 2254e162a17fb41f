using MgrPlatform.Cli.Ceph;
using MgrPlatform.Cli.Completion;

namespace MgrPlatform.Cli;

/// <summary>The verbs of <c>mgrp</c>; turns every mistake of an operator into one line on stderr and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        using var interrupt = new Interrupt();
        try
        {
            // These two read words that are not ours to judge, and must be quick: the verbs' parser stays unloaded.
            return args switch
            {
                ["ceph", .. var words] => await CephVerb.RunAsync(words, interrupt.Token),
                [CompletionVerb.Hidden, .. var words] => await CompletionVerb.CompleteAsync(words, Console.Out, interrupt.Token),
                _ => await Verbs.RunAsync(args, interrupt.Token),
            };
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
