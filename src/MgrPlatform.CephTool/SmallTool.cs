using MgrPlatform.CephTool.Words;

namespace MgrPlatform.CephTool;

/// <summary>What is asked often and should be answered at once: <c>mgrp ceph</c>, and what a shell asks at each press of Tab.</summary>
public static class SmallTool
{
    /// <summary>Whether a command line is answered here; every other one is for the whole program.</summary>
    /// <remarks>A template is compiled at run time: wherever one might stand among the words, the whole program reads them.</remarks>
    public static bool Answers(IReadOnlyList<string> args) =>
        (args is ["ceph", ..] || (args is [CephCompletion.Hidden, ..] && CephCompletion.Typed([.. args.Skip(1)]) is not null))
        && !args.Any(static word => word.Contains("template=", StringComparison.Ordinal));

    /// <param name="args">Of those that <see cref="Answers"/> takes.</param>
    public static Task<int> RunAsync(string[] args) => ToolProcess.RunAsync(token => args[0] == "ceph"
        ? CephVerb.RunAsync(args[1..], templates: null, token)
        : CephCompletion.WriteAsync(CephCompletion.Typed(args[1..])!, Console.Out, token));
}
