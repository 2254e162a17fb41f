using System.Text;
using MgrPlatform.Plugins.Rest.Routes;
using MgrPlatform.Plugins.Rest.Server;
using Microsoft.AspNetCore.Http;

namespace MgrPlatform.Plugins.Rest.Events;

/// <summary>What happens in the cluster, as server-sent events.</summary>
internal static class EventRoutes
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    public static IEnumerable<RestRoute> Of(EventHub hub, TimeProvider time, CancellationToken stopping)
    {
        yield return new RestRoute("GET", RouteScope.Root + "/events", "What happens in the cluster, as server-sent events", context =>
            StreamAsync(hub, context, time, stopping))
        {
            Query = new Dictionary<string, string> { ["type"] = "only events of this type; may be repeated: osd_map, health, clog …" },
        };
    }

    private static async Task StreamAsync(EventHub hub, HttpContext context, TimeProvider time, CancellationToken stopping)
    {
        var prefixes = context.Request.Query["type"].Select(static type => $"event: {type}\n").Append("event: dropped\n").ToList();
        using var listener = hub.Listen();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await WriteAsync(context, ": listening\n\n", ending.Token);
            while (!ending.IsCancellationRequested)
            {
                if (!await listener.WaitAsync(SignOfLife, time, ending.Token))
                {
                    await WriteAsync(context, ": still here\n\n", ending.Token);
                }

                while (listener.TryTake(out var text))
                {
                    if (prefixes.Count == 1 || prefixes.Any(prefix => text.Contains(prefix, StringComparison.Ordinal)))
                    {
                        await WriteAsync(context, text, ending.Token);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client has left, or the module stops.
        }
    }

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
