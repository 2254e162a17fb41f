using System.CommandLine;

namespace MgrPlatform.Cli.Monitors;

/// <summary><c>mgrp mon</c>: monitors for a real installation.</summary>
internal static class MonVerb
{
    public static Command Create() => new("mon", "Run the monitors of a cluster")
    {
        MkfsVerb.Create(),
        MonRunVerb.Create(),
    };
}
