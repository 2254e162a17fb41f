using System.Diagnostics;
using System.Reflection;
using MgrPlatform.TestKit.Processes;

namespace MgrPlatform.Integration.Tests.Kit;

/// <summary><c>mgrp</c>, run as an operator runs it.</summary>
internal static class Mgrp
{
    private static readonly string Assembly = typeof(Mgrp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "MgrpAssembly").Value!;

    public static ProcessStartInfo StartInfo(string folder, params string[] arguments)
    {
        var info = MgrpProgram.StartInfo(Assembly, arguments);
        info.WorkingDirectory = folder;
        return info;
    }

    public static Task<ToolRun> RunAsync(string folder, params string[] arguments) =>
        ToolRun.RunAsync(StartInfo(folder, arguments), TestContext.Current.CancellationToken);
}
