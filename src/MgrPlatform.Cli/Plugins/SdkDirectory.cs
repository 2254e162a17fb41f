namespace MgrPlatform.Cli.Plugins;

/// <summary>The SDKs as they lie beside <c>mgrp</c>.</summary>
internal static class SdkDirectory
{
    public static string FullPath { get; } = Path.Combine(AppContext.BaseDirectory, "sdk");

    public static string Of(string language) => Path.Combine(FullPath, language);
}
