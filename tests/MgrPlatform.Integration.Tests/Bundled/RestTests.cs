using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Integration.Tests.Kit;
using MgrPlatform.TestKit;

namespace MgrPlatform.Integration.Tests.Bundled;

/// <summary>The rest plugin in the real host, asked over HTTPS.</summary>
public sealed class RestTests
{
    [Fact]
    public async Task It_answers_over_HTTPS_with_a_key_and_not_without_one_and_outlives_a_reload()
    {
        await using var cluster = await TestCluster.StartAsync();
        var address = await MoveToFreePortAsync(cluster);
        Assert.Equal("https", address.Scheme);
        var key = (await cluster.AskAsync("auth_key_create ada")).Trim();
        using var client = Client(cluster, address, key);
        using var stranger = Client(cluster, address, "wrong");

        var osds = await GetAsync(client, "/api/v2/cluster/osd");
        Assert.Equal([0, 1, 2], osds.EnumerateArray().Select(osd => osd.GetProperty("id").GetInt32()));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(stranger, "/api/v2/cluster/osd"));

        var viaHttp = await GetAsync(client, "/api/v2/command/fs/status");
        var output = viaHttp.GetProperty("output").GetRawText();
        Assert.True(JsonNode.DeepEquals(await cluster.JsonAsync("fs status"), JsonNode.Parse(output)), output);
        var modules = await GetAsync(client, "/api/v2/command/module/ls");
        Assert.Contains(modules.GetProperty("output").EnumerateArray(), module => module.GetProperty("name").GetString() == "rest");

        await cluster.AskAsync("module reload rest");
        osds = await Eventually.SeeAsync(() => GetAsync(client, "/api/v2/cluster/osd"), answer => answer.ValueKind == JsonValueKind.Array,
            "the reloaded module answers on the same port", TestContext.Current.CancellationToken);
        Assert.Equal(3, osds.GetArrayLength());
        Assert.Equal(address.ToString(), (await cluster.JsonAsync("mgr services"))["rest"]!.ToString());

        await cluster.AskAsync("auth_key_delete ada");
        await Eventually.SeeAsync(
            () => StatusAsync(client, "/api/v2/cluster/osd"), status => status == HttpStatusCode.Unauthorized, "the key works no more",
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_disabled_module_listens_no_more_and_its_service_is_gone()
    {
        await using var cluster = await TestCluster.StartAsync();
        var address = await MoveToFreePortAsync(cluster);

        await cluster.AskAsync("mgr module disable rest");

        await cluster.UntilNotTextAsync("mgr services", "rest");
        using var client = Client(cluster, address, "any");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/api/v2", TestContext.Current.CancellationToken));
    }

    private static async Task<Uri> MoveToFreePortAsync(TestCluster cluster)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        await cluster.SetOptionAsync("rest", "server_port", port);
        await cluster.UntilTextAsync("mgr services", $":{port}/");
        return new Uri((await cluster.JsonAsync("mgr services"))["rest"]!.ToString());
    }

    private static HttpClient Client(TestCluster cluster, Uri address, string key)
    {
        // Nobody has signed the certificate that was generated: the client trusts just the one in the module's store.
        var trusted = X509Certificate2.CreateFromPem(cluster.Dev.Cluster.Store["mgr/rest/crt"]);
        var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => trusted.RawDataMemory.Span.SequenceEqual(shown!.GetRawCertData()),
            },
        })
        {
            BaseAddress = address,
        };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer ada:{key}");
        return client;
    }

    /// <summary>Null while nobody listens: between the old code's port and the new code's is a moment.</summary>
    private static async Task<HttpStatusCode?> StatusAsync(HttpClient client, string path)
    {
        try
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The answer's JSON; undefined while nobody listens.</summary>
    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        try
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {text}");
            return JsonElement.Parse(text);
        }
        catch (HttpRequestException)
        {
            return default;
        }
    }
}
