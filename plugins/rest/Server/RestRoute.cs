using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MgrPlatform.Plugins.Rest.Server;

/// <summary>One method on one path: served from this, and described by it in the OpenAPI document.</summary>
/// <param name="Method">GET, POST, PATCH or DELETE.</param>
/// <param name="Path">ASP.NET's pattern, below the root: <c>/api/v2/cluster/pool/{id:int}</c>.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Handler">Answers it.</param>
internal sealed record RestRoute(string Method, string Path, string Summary, RequestDelegate Handler)
{
    /// <summary>Query parameters: name and meaning.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>JSON schema of the body, when it takes one.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>The status of a success: 202 when it answers with a request.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;
}
