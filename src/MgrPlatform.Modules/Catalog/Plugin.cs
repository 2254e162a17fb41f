namespace MgrPlatform.Modules.Catalog;

/// <summary>A plugin folder as it was found, fit to run or not.</summary>
/// <param name="Name">The module's name; the folder's.</param>
/// <param name="Folder">Absolute path.</param>
/// <param name="Manifest">Null for a plugin of ceph-mgr, and for one whose manifest is wrong.</param>
/// <param name="Problem">Why it may not be loaded, in a sentence; null when it may.</param>
/// <param name="Stamp">Changes when a file of the folder does.</param>
public sealed record Plugin(string Name, string Folder, PluginManifest? Manifest, string? Problem, ulong Stamp)
{
    private static readonly PluginLimits CephLimits = new() { Concurrency = 1, StartTimeout = TimeSpan.FromSeconds(60) };

    public PluginLanguage Language => Manifest?.Language ?? PluginLanguage.Python;

    public PluginLimits Limits => Manifest?.Limits ?? CephLimits;

    public PluginCapabilities Capabilities => Manifest?.Capabilities ?? PluginCapabilities.Unrestricted;

    public bool IsInHost => Manifest?.IsInHost ?? false;

    /// <summary>A folder without a manifest: written for ceph-mgr.</summary>
    public bool IsCephPlugin => Manifest is null && Problem is null;

    /// <summary>What <c>module ls</c> shows: <c>python</c>, <c>javascript</c>, <c>dotnet</c> or <c>dotnet (in host)</c>.</summary>
    public string Kind => Language switch
    {
        PluginLanguage.JavaScript => "javascript",
        PluginLanguage.DotNet => IsInHost ? "dotnet (in host)" : "dotnet",
        _ => IsCephPlugin ? "python (ceph)" : "python",
    };

    public string Version => Manifest?.Version ?? "";
}
