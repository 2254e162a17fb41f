using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk;
using MgrPlatform.Plugins.Rest.Commands;
using MgrPlatform.Plugins.Rest.Events;
using MgrPlatform.Plugins.Rest.Keys;
using MgrPlatform.Plugins.Rest.OpenApi;
using MgrPlatform.Plugins.Rest.Requests;
using MgrPlatform.Plugins.Rest.Routes;
using MgrPlatform.Plugins.Rest.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Plugins.Rest;

/// <summary>The cluster over HTTPS: Kraken's <c>/api/v2</c>, every module command, and a stream of what happens.</summary>
[NotifyTypes(
    NotifyType.MonMap, NotifyType.MonStatus, NotifyType.OsdMap, NotifyType.FsMap, NotifyType.ServiceMap, NotifyType.PgSummary, NotifyType.Health,
    NotifyType.ClusterLog, NotifyType.Command)]
public sealed class RestModule : MgrModule
{
    private static readonly TimeSpan BindLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BindPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(2);

    private readonly MapWatch _watch = new();
    private readonly EventHub _events = new();
    private TaskCompletionSource _settingsChanged = NewSignal();
    private ApiKeyStore? _keys;
    private RequestLog? _requests;

    /// <summary>The address to listen on.</summary>
    [ModuleOption(Description = "Address to listen on; the default lets in nobody from outside this machine, :: listens everywhere", Type = "str", Localized = true)]
    public string ServerAddr { get; private set; } = "127.0.0.1";

    /// <summary>The port to listen on.</summary>
    [ModuleOption(Description = "Port to listen on", Localized = true, Min = 0, Max = 65535)]
    public int ServerPort { get; private set; } = 8002;

    /// <summary>HTTPS or plain HTTP.</summary>
    [ModuleOption(Description = "Serve HTTPS; false serves plain HTTP, which shows keys to whoever can listen on the network")]
    public bool Ssl { get; private set; } = true;

    /// <summary>The operator's certificate.</summary>
    [ModuleOption(Description = "PEM file with the certificate; empty: one is generated", SeeAlso = ["key_file"])]
    public string CrtFile { get; private set; } = "";

    /// <summary>The operator's private key.</summary>
    [ModuleOption(Description = "PEM file with the certificate's private key", SeeAlso = ["crt_file"])]
    public string KeyFile { get; private set; } = "";

    /// <summary>Whether requests need an API key.</summary>
    [ModuleOption(Description = "Requests must bring a valid API key")]
    public bool EnableAuth { get; private set; } = true;

    private ApiKeyStore Keys => _keys ??= new ApiKeyStore(Host.Store, Host.Time);

    /// <summary>Switches the need for a key on or off.</summary>
    [ModuleCommand("enable_auth", Description = "Ask for an API key with every request, or for none")]
    public async Task<CommandReply> EnableAuthAsync([Argument(Choices = "true|false")] bool val, CancellationToken cancellationToken)
    {
        await Host.Options.SetAsync("enable_auth", val ? "true" : "false", cancellationToken);
        return CommandReply.Success("", val ? "every request needs a key" : "no request needs a key: whoever reaches the port can do everything");
    }

    /// <summary>Creates a key and shows it, once.</summary>
    [ModuleCommand("auth_key_create", Description = "Create an API key; it is shown now and never again")]
    public Task<string> CreateKeyAsync(string keyName, CancellationToken cancellationToken) => Keys.CreateAsync(keyName, cancellationToken);

    /// <summary>Deletes a key.</summary>
    [ModuleCommand("auth_key_delete", Description = "Delete an API key")]
    public async Task<CommandReply> DeleteKeyAsync(string keyName, CancellationToken cancellationToken) =>
        await Keys.DeleteAsync(keyName, cancellationToken)
            ? CommandReply.Success("", $"key '{keyName}' is deleted")
            : CommandReply.Success("", $"there is no key '{keyName}'");

    /// <summary>Names of keys and since when they are there.</summary>
    [ModuleCommand("auth_key_list", Description = "List the API keys: names and dates, never the keys")]
    public JsonObject ListKeys() =>
        new(Keys.List().Select(static key => KeyValuePair.Create(key.Name, (JsonNode?)new JsonObject { ["created"] = key.Created })));

    /// <inheritdoc/>
    protected override async Task ServeAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var changed = Volatile.Read(ref _settingsChanged).Task;
            var settings = new ServerSettings(ServerAddr, ServerPort, Ssl, CrtFile, KeyFile);
            await ServeOnceAsync(settings, changed, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override Task ConfigChangedAsync(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _settingsChanged, NewSignal()).TrySetResult();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task NotifyAsync(ModuleNotification notification, CancellationToken cancellationToken)
    {
        _watch.Changed();
        _events.Publish(notification);
        return Task.CompletedTask;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ServeOnceAsync(ServerSettings settings, Task changed, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var requests = _requests ??= new RequestLog(Host, _watch);
        try
        {
            using var certificate = await CertificateAsync(settings, cancellationToken);
            await using var server = await BindAsync(settings, certificate, Routes(requests, ending.Token), changed, cancellationToken);
            if (server is not null)
            {
                var uri = settings.Uri(server.Port);
                await Host.Health.SetAsync(AuthCheck(settings), cancellationToken);
                await Host.SetUriAsync(uri, cancellationToken);
                Log.LogInformation("Listening on {Uri}", uri);
                await UntilOtherSettingsAsync(settings, changed, cancellationToken);
                await ending.CancelAsync(); // Event streams end now, so that the server need not wait for them.
            }
        }
        catch (UnusableSettingsException unusable)
        {
            Log.LogError("Not listening: {Reason}", unusable.Message);
            await Host.Health.SetAsync([new ModuleHealthCheck("REST_NOT_LISTENING", $"module rest does not listen: {unusable.Message}")], cancellationToken);
            await UntilOtherSettingsAsync(settings, changed, cancellationToken);
        }
        finally
        {
            await ending.CancelAsync();
            await requests.WhenIdleAsync().WaitAsync(IdleLimit, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task UntilOtherSettingsAsync(ServerSettings settings, Task changed, CancellationToken cancellationToken)
    {
        while (true)
        {
            await changed.WaitAsync(cancellationToken);
            changed = Volatile.Read(ref _settingsChanged).Task;
            var now = new ServerSettings(ServerAddr, ServerPort, Ssl, CrtFile, KeyFile);
            if (now != settings)
            {
                return;
            }

            await Host.Health.SetAsync(AuthCheck(settings), cancellationToken);
        }
    }

    private IEnumerable<ModuleHealthCheck> AuthCheck(ServerSettings settings) =>
        EnableAuth || System.Net.IPAddress.IsLoopback(settings.Listen)
            ? []
            : [new ModuleHealthCheck("REST_AUTH_DISABLED", $"module rest lets anybody on {settings.Address} do everything; run: ceph tell mgr enable_auth true")];

    private async Task<X509Certificate2?> CertificateAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        if (!settings.Ssl)
        {
            return null;
        }

        return settings.CertificateFile.Length > 0 || settings.KeyFile.Length > 0
            ? ServerCertificate.FromFiles(settings.CertificateFile, settings.KeyFile)
            : await ServerCertificate.FromStoreAsync(Host.Store, System.Net.Dns.GetHostName(), Host.Time, cancellationToken);
    }

    private List<RestRoute> Routes(RequestLog requests, CancellationToken stopping)
    {
        var cluster = new ClusterView(Host);
        var shared = new RouteScope(cluster, requests, stopping);
        var catalog = new CommandCatalog(Host);
        List<RestRoute> routes =
        [
            .. RequestRoutes.Of(shared), .. CrushRoutes.Of(cluster), .. PoolRoutes.Of(shared), .. OsdRoutes.Of(shared), .. OsdConfigRoutes.Of(shared),
            .. ClusterRoutes.Of(cluster), .. CommandRoutes.Of(catalog, Host), .. EventRoutes.Of(_events, Host.Time, stopping),
        ];
        routes.Add(new RestRoute("GET", RouteScope.Root + "/openapi.json", "This document", async context => await Responses.WriteAsync(
            context, OpenApiDocument.Of(routes, await catalog.ListAsync(context.RequestAborted), $"Ceph cluster {Host.Identity.Fsid}"))));
        return routes;
    }

    /// <summary>Listens; an address that is still in use (by the code that this replaces, say) is tried again for some seconds.</summary>
    private async Task<RestServer?> BindAsync(
        ServerSettings settings, X509Certificate2? certificate, IReadOnlyList<RestRoute> routes, Task changed, CancellationToken cancellationToken)
    {
        var gatekeeper = new Gatekeeper(Keys, new FailureLimiter(Host.Time), () => EnableAuth);
        var began = Host.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return await RestServer.StartAsync(settings, certificate, routes, gatekeeper, Log, cancellationToken);
            }
            catch (IOException error) when (Reason(error) is { } reason)
            {
                if (Host.Time.GetElapsedTime(began) > BindLimit)
                {
                    throw new UnusableSettingsException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{settings.Address} port {settings.Port}: {reason}; choose another with options server_addr and server_port"));
                }
            }

            if (await Task.WhenAny(changed, Task.Delay(BindPause, Host.Time, cancellationToken)) == changed)
            {
                return null;
            }
        }
    }

    private static string? Reason(IOException error) => error.InnerException switch
    {
        AddressInUseException inUse => inUse.Message,
        SocketException socket => socket.Message,
        _ => error.Message,
    };
}
