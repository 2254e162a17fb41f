using System.CommandLine;
using System.CommandLine.Invocation;

namespace MgrPlatform.Cli;

/// <summary>Prints the version without the commit that follows it in the assembly.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(Product.VersionLine);
        return ExitCode.Success;
    }
}
