using System.Text.Json;

namespace MgrPlatform.PluginSdk;

/// <summary>One version of one of the cluster's documents; it never changes.</summary>
/// <param name="Name">Its name: <c>osd_map</c>.</param>
/// <param name="Version">Grows when the content changes, and only then.</param>
/// <param name="Root">The content.</param>
public sealed record ModuleDocument(string Name, long Version, JsonElement Root);
