using System.Diagnostics;

namespace MgrPlatform.TestKit.Processes;

/// <summary>The <c>mgrp</c> that tests start: the one that was built with them, or the published one that <c>MGRP</c> names.</summary>
public static class MgrpProgram
{
    private static readonly string? Published = Environment.GetEnvironmentVariable("MGRP") is { Length: > 0 } path ? path : null;

    /// <param name="built">The assembly that was built.</param>
    public static ProcessStartInfo StartInfo(string built, params IEnumerable<string> arguments) =>
        Published is null ? new("dotnet", [built, .. arguments]) : new(Published, arguments);
}
