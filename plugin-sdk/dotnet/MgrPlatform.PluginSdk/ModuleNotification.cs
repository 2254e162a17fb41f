using System.Text.Json;

namespace MgrPlatform.PluginSdk;

/// <summary>What a module is told.</summary>
/// <param name="Type">One of <see cref="NotifyType"/>.</param>
/// <param name="Id">The tag of a <c>command</c>, the daemon of a <c>perf_schema_update</c>; empty otherwise.</param>
/// <param name="Version">The document's version, when the type names a document; 0 otherwise.</param>
/// <param name="Entry">The log entry, when the type is <c>clog</c>; undefined otherwise.</param>
public sealed record ModuleNotification(string Type, string Id, long Version, JsonElement Entry);
