using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk;
using MgrPlatform.PluginSdk.Testing;

namespace MgrPlatform.Plugins.Rest.Tests;

/// <summary>The module in a test host, really listening, and a client with a key.</summary>
internal sealed class RestFixture : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private RestFixture(TestHost<RestModule> host, HttpClient client)
    {
        Host = host;
        Client = client;
    }

    public TestHost<RestModule> Host { get; }

    public HttpClient Client { get; }

    public static async Task<RestFixture> StartAsync(Action<TestHostSetup>? setup = null, bool withKey = true)
    {
        var host = await TestHost.StartAsync<RestModule>(options =>
        {
            options.Options["server_port"] = "0";
            options.Options["ssl"] = "false";
            options.Documents["osd_map"] = SmallCluster.OsdMap;
            options.Documents["osd_map_crush"] = SmallCluster.Crush;
            options.Documents["mon_map"] = SmallCluster.MonMap;
            options.Documents["mon_status"] = SmallCluster.MonStatus;
            options.Documents["config"] = """{"osd_pool_default_size": "3", "public_network": ""}""";
            options.Servers = SmallCluster.Servers;
            options.AnswerCommand = static (_, command) => (string?)command["prefix"] == "get_command_descriptions"
                ? CommandReply.Success(SmallCluster.Commands)
                : CommandReply.Failure(ErrorCode.Invalid, $"unexpected: {command.ToJsonString()}");
            setup?.Invoke(options);
        });
        await host.UntilAsync(h => h.PublishedUri is not null);
        var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null },
        }) { BaseAddress = new Uri(host.PublishedUri!), Timeout = Limit };
        if (withKey)
        {
            var key = await host.CommandAsync("auth_key_create", new JsonObject { ["key_name"] = "ada" });
            client.DefaultRequestHeaders.Add("X-Username", "ada");
            client.DefaultRequestHeaders.Add("X-Apikey", key.Output);
        }

        return new RestFixture(host, client);
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        var (status, body) = await SendAsync("GET", path);
        Assert.True(status == HttpStatusCode.OK, $"{status}: {body?.ToJsonString()}");
        return body!;
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v2/" + path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    /// <summary>Follows a request until it is complete.</summary>
    public async Task<JsonNode> CompletedAsync(JsonNode? accepted)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var request = await GetAsync($"request/{accepted!["request_id"]}");
            if ((string?)request["state"] == "complete")
            {
                return request;
            }

            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }
}
