using System.Reflection;

namespace MgrPlatform.CephTool;

/// <summary>What this program is, in the words that it prints.</summary>
public static class Product
{
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static string VersionLine => $"mgrp {Version}";
}
