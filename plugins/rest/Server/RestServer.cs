using System.Security.Cryptography.X509Certificates;
using MgrPlatform.PluginSdk;
using MgrPlatform.Plugins.Rest.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Plugins.Rest.Server;

/// <summary>Kestrel with our limits, our routes and one way to fail. One instance listens once.</summary>
internal sealed class RestServer : IAsyncDisposable
{
    private const int MaxBodyBytes = 1024 * 1024;
    private const int MaxConnections = 200;
    private static readonly TimeSpan HeaderLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private RestServer(WebApplication app) => _app = app;

    /// <summary>The port that it listens on; another than asked for when that was 0.</summary>
    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<RestServer> StartAsync(
        ServerSettings settings, X509Certificate2? certificate, IEnumerable<RestRoute> routes, Gatekeeper gatekeeper, ILogger log,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = StopLimit);
        builder.Logging.AddProvider(new ModuleLogProvider(log)).SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // A start that fails is an exception, and told once.
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = HeaderLimit;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
            kestrel.Listen(settings.Listen, settings.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        var app = builder.Build();
        app.Use((context, next) => GuardAsync(context, next, gatekeeper, log));
        app.UseRouting();
        foreach (var route in routes)
        {
            app.MapMethods(route.Path, [route.Method], route.Handler);
        }

        var server = new RestServer(app);
        try
        {
            await app.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private static async Task GuardAsync(HttpContext context, RequestDelegate next, Gatekeeper gatekeeper, ILogger log)
    {
        try
        {
            gatekeeper.Check(context);
            await next(context);
            if (!context.Response.HasStarted && Unrouted(context) is { } detail)
            {
                await Responses.WriteProblemAsync(context, context.Response.StatusCode, detail, 0);
            }
        }
        catch (ProblemException problem) when (!context.Response.HasStarted)
        {
            await Responses.WriteProblemAsync(context, problem.Status, problem.Message, problem.Errno);
        }
        catch (ModuleCallException refused) when (!context.Response.HasStarted)
        {
            await Responses.WriteProblemAsync(context, HttpStatus.OfErrno(refused.Errno), refused.Message, refused.Errno);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await Responses.WriteProblemAsync(context, bad.StatusCode, bad.Message, 0);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has left.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            log.LogError(error, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            await Responses.WriteProblemAsync(
                context, StatusCodes.Status500InternalServerError, "the module failed; its log has the reason: ceph module logs rest", 0);
        }
    }

    private static string? Unrouted(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not possible here; allowed: {context.Response.Headers.Allow}",
        StatusCodes.Status404NotFound => $"there is no {context.Request.Path}; /api/v2/openapi.json lists what there is",
        _ => null,
    };

    /// <summary>The module is stopped by its manager: the server must not listen for signals of its own.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
