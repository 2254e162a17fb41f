using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using MgrPlatform.Cli.Completion;
using MgrPlatform.Cli.Daemons;
using MgrPlatform.Cli.Dev;
using MgrPlatform.Cli.Monitors;
using MgrPlatform.Cli.Plugins;

namespace MgrPlatform.Cli;

/// <summary>The tree of verbs with their options, help and examples.</summary>
internal static class Verbs
{
    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("A manager platform for Ceph clusters: modules in .NET, Python and JavaScript, replaced while they run.")
        {
            DevVerb.Create(),
            new Command("ceph", "Send a command, with the official tool's words: mgrp ceph fs status"),
            new Command("module", "Write plugins")
            {
                NewVerb.Create(),
                CheckVerb.Create(),
                ModuleDevVerb.Create(),
            },
            MonVerb.Create(),
            MgrVerb.Create(),
            CompletionVerb.Create(),
        };
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var parsed = CreateRoot().Parse(args);
        if (parsed.Errors is [var error, ..])
        {
            var reason = parsed.UnmatchedTokens is [var unknown, ..] ? $"'{unknown}' makes no sense here" : error.Message.TrimEnd('.');
            throw new CommandLineException($"{reason}; see '{PathOf(parsed.CommandResult)} --help'");
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellationToken);
    }

    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "mgrp";
}
