using System.CommandLine;
using MgrPlatform.Cli.Scaffold;

namespace MgrPlatform.Cli.Plugins;

/// <summary><c>mgrp module new</c>: a plugin that works, to be changed into the one that is wanted.</summary>
internal static class NewVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The module's name and its folder's: small letters, digits and _" };
        var language = new Option<string>("--lang", "-l") { Description = "dotnet, python or javascript", Required = true, HelpName = "language" };
        language.AcceptOnlyFromAmong([.. PluginScaffold.Languages]);
        var directory = new Option<string>("--dir") { Description = "Where to create the folder", HelpName = "dir", DefaultValueFactory = static _ => "." };
        var command = new Command("new", "Write a new plugin: manifest, code, a test and a README") { name, language, directory };
        command.SetAction(parsed =>
            Run(parsed.GetRequiredValue(name), parsed.GetRequiredValue(language), parsed.GetRequiredValue(directory), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string name, string language, string directory, TextWriter output)
    {
        if (name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new CommandLineException($"'{name}' is a path; name the module, and its place with --dir");
        }

        var shown = directory == "." ? name : Path.Combine(directory, name);
        var files = PluginScaffold.Write(Path.GetFullPath(shown), language, SdkDirectory.Of(language));
        output.WriteLine($"Created {shown} ({string.Join(", ", files)}).");
        output.WriteLine();
        output.WriteLine($"  mgrp module dev {shown}      run it; every change you save takes over at once");
        output.WriteLine($"  mgrp module check {shown}    find mistakes before a cluster does");
        output.WriteLine($"  less {shown}/README.md       what is in it, and how to test it");
        return ExitCode.Success;
    }
}
