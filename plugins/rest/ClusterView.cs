using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk;
using Microsoft.AspNetCore.Http;

namespace MgrPlatform.Plugins.Rest;

/// <summary>The cluster's documents, as the routes read them.</summary>
internal sealed class ClusterView(ModuleHost host)
{
    /// <summary>A document's content; text inside a <c>{"json": "…"}</c> envelope is opened.</summary>
    /// <exception cref="ProblemException">503: the manager has not got it yet.</exception>
    public async Task<JsonElement> GetAsync(string name, CancellationToken cancellationToken)
    {
        var document = await host.GetAsync(name, cancellationToken) ?? throw new ProblemException(
            StatusCodes.Status503ServiceUnavailable, $"the manager has no {name} yet; try again in a moment");
        return document.Root.ValueKind == JsonValueKind.Object && document.Root.TryGetProperty("json", out var text)
            && text.ValueKind == JsonValueKind.String && document.Root.GetPropertyCount() == 1
                ? JsonElement.Parse(text.GetString()!)
                : document.Root;
    }

    public async Task<JsonElement> ServersAsync(CancellationToken cancellationToken) => await host.ListServersAsync(cancellationToken);

    /// <summary>The machine of each daemon: <c>osd.0</c> → <c>node1</c>.</summary>
    public async Task<IReadOnlyDictionary<string, string>> HostnamesAsync(CancellationToken cancellationToken)
    {
        var hostnames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var server in (await ServersAsync(cancellationToken)).EnumerateArray())
        {
            var hostname = server.GetProperty("hostname").GetString() ?? "";
            foreach (var service in server.GetProperty("services").EnumerateArray())
            {
                hostnames[$"{service.GetProperty("type").GetString()}.{service.GetProperty("id").GetString()}"] = hostname;
            }
        }

        return hostnames;
    }

    /// <summary>The cluster's configuration by name; null when there is none.</summary>
    public async Task<JsonElement?> ConfigAsync(CancellationToken cancellationToken) =>
        (await host.GetAsync("config", cancellationToken))?.Root is { ValueKind: JsonValueKind.Object } config ? config : null;

    /// <summary>A 200 with a document's member list, or one of its items.</summary>
    public static JsonArray Select(JsonElement list, Func<JsonElement, JsonNode?> convert) => [.. list.EnumerateArray().Select(convert)];
}
