using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Testing;

/// <summary>A command that the module has sent.</summary>
/// <param name="Target">Who got it.</param>
/// <param name="Command">The command map.</param>
public sealed record SentCommand(CephTarget Target, JsonObject Command)
{
    /// <summary>The command's words.</summary>
    public string Prefix => (string?)Command["prefix"] ?? "";
}
