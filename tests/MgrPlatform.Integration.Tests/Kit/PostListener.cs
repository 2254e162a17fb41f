using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MgrPlatform.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Integration.Tests.Kit;

/// <summary>A web server that takes JSON posts and keeps them.</summary>
internal sealed class PostListener : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<JsonNode> _bodies = new();

    private PostListener()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(async context =>
        {
            if ((await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)) is { } body)
            {
                _bodies.Enqueue(body);
            }

            await context.Response.WriteAsync("ok", context.RequestAborted);
        });
    }

    public string Url => $"{_server.Urls.First()}/hook";

    public static async Task<PostListener> StartAsync()
    {
        var listener = new PostListener();
        await listener._server.StartAsync(TestContext.Current.CancellationToken);
        return listener;
    }

    /// <summary>The first post that is right.</summary>
    public async Task<JsonNode> UntilAsync(Func<JsonNode, bool> isRight, string what)
    {
        await Eventually.SeeAsync(() => string.Join('\n', _bodies), _ => _bodies.Any(isRight), what, TestContext.Current.CancellationToken);
        return _bodies.First(isRight);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
