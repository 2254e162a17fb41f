using System.Text.Json.Nodes;
using MgrPlatform.Plugins.Rest.Server;

namespace MgrPlatform.Plugins.Rest.Routes;

/// <summary>The changes that clients have asked for.</summary>
internal static class RequestRoutes
{
    public static IEnumerable<RestRoute> Of(RouteScope routes)
    {
        foreach (var root in (string[])[$"{RouteScope.Root}/request", $"{RouteScope.Root}/cluster/request"])
        {
            yield return new RestRoute("GET", root, "Changes that were asked for, newest first", context =>
            {
                var state = context.Request.Query["state"].ToString();
                if (state is not ("" or "complete" or "submitted"))
                {
                    throw ProblemException.BadRequest($"state '{state}' does not exist; use complete or submitted");
                }

                var list = routes.Requests.List().Select(static request => request.ToJson())
                    .Where(request => state.Length == 0 || (string?)request["state"] == state);
                return Responses.WriteAsync(context, new JsonArray([.. list]));
            })
            {
                Query = new Dictionary<string, string> { ["state"] = "complete or submitted" },
            };
            yield return new RestRoute("GET", root + "/{request_id}", "One change and how far it is", context =>
            {
                var id = RouteScope.NameOf(context, "request_id");
                var request = routes.Requests.Find(id) ?? throw ProblemException.NotFound(
                    $"there is no request {id}; the module remembers the last few hundred, and none from before it was started");
                return Responses.WriteAsync(context, request.ToJson());
            });
        }
    }
}
