using MgrPlatform.CephTool.Words;
using MgrPlatform.Cli.Completion;

namespace MgrPlatform.Cli;

/// <summary>The verbs of <c>mgrp</c>.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(string[] args) => ToolProcess.RunAsync(token => args switch
    {
        // These two read words that are not ours to judge, and must be quick: the verbs' parser stays unloaded.
        ["ceph", .. var words] => CephVerb.RunAsync(words, TemplateAnswer.Render, token),
        [CephCompletion.Hidden, .. var words] => CompletionVerb.CompleteAsync(words, Console.Out, token),
        _ => Verbs.RunAsync(args, token),
    });
}
