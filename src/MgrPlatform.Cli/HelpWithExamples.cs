using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MgrPlatform.Cli;

/// <summary>Prints a verb's help, then what to type.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["mgrp"] = ["mgrp dev", "mgrp ceph fs status", "mgrp ceph module ls", "mgrp module new hello --lang python", "mgrp module dev hello"],
        ["dev"] = ["mgrp dev", "mgrp dev --mons 3 --osds 12 --plugin-path ~/my-plugins", "mgrp ceph -s        (in another terminal)"],
        ["module new"] = ["mgrp module new hello --lang python", "mgrp module new tape_robot --lang dotnet --dir ~/my-plugins"],
        ["module check"] = ["mgrp module check ~/my-plugins/hello"],
        ["module dev"] = ["mgrp module dev ~/my-plugins/hello", "hello Ada        (typed there: sent as a command)"],
        ["completion"] = ["source <(mgrp completion bash)", "mgrp completion zsh > ~/.zfunc/_mgrp", "mgrp completion fish | source"],
    };

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        var name = command is RootCommand ? "mgrp" : command.Parents.OfType<RootCommand>().Any() ? command.Name : $"module {command.Name}";
        if (Examples.TryGetValue(name, out var examples))
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return result;
    }
}
