using System.Globalization;
using MgrPlatform.Plugins.Rest.Requests;
using MgrPlatform.Plugins.Rest.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MgrPlatform.Plugins.Rest.Routes;

/// <summary>What routes share: the cluster, and how a change is answered.</summary>
/// <param name="Cluster">The documents.</param>
/// <param name="Requests">Carries changes out.</param>
/// <param name="Stopping">Cancelled when the module stops.</param>
internal sealed record RouteScope(ClusterView Cluster, RequestLog Requests, CancellationToken Stopping)
{
    public const string Root = "/api/v2";

    /// <summary>Answers 202 with the request's id, or 304 when there is nothing to do.</summary>
    public Task ChangeAsync(HttpContext context, ChangePlan plan)
    {
        if (plan.Commands.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var request = Requests.Submit(plan, Stopping);
        context.Response.Headers.Location = $"{Root}/request/{request.Id}";
        return Responses.WriteAsync(
            context, new System.Text.Json.Nodes.JsonObject { ["request_id"] = request.Id }, StatusCodes.Status202Accepted);
    }

    public static int IdOf(HttpContext context) => int.Parse((string)context.GetRouteValue("id")!, CultureInfo.InvariantCulture);

    public static string NameOf(HttpContext context, string parameter) => (string)context.GetRouteValue(parameter)!;
}
