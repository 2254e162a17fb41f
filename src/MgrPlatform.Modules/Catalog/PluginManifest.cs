namespace MgrPlatform.Modules.Catalog;

/// <summary>A plugin's <c>plugin.json</c>, validated; the schema is plugin-sdk/protocol/manifest.schema.json.</summary>
/// <param name="Entry">A file inside the folder, or null for the language's default.</param>
/// <param name="Interpreter">An absolute path, or null for the host's.</param>
/// <param name="IsInHost">Runs inside the manager instead of in a child (.NET only).</param>
/// <param name="IsWarm">Kept loaded on a standby manager.</param>
public sealed record PluginManifest(
    string Name,
    string Version,
    string Description,
    PluginLanguage Language,
    string? Entry,
    string? Interpreter,
    bool IsInHost,
    bool IsWarm,
    PluginCapabilities Capabilities,
    PluginLimits Limits)
{
    public const string FileName = "plugin.json";
}
