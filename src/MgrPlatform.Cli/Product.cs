using System.Reflection;

namespace MgrPlatform.Cli;

/// <summary>What this program is, in the words that it prints.</summary>
internal static class Product
{
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static string VersionLine => $"mgrp {Version}";
}
