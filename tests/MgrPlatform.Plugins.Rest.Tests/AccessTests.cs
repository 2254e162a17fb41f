using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk;
using MgrPlatform.PluginSdk.Testing;

namespace MgrPlatform.Plugins.Rest.Tests;

public sealed class AccessTests
{
    [Fact]
    public async Task Without_a_key_nothing_is_answered()
    {
        await using var rest = await RestFixture.StartAsync(withKey: false);

        foreach (var path in (string[])["cluster/osd", "openapi.json", "nowhere", "events"])
        {
            var (status, problem) = await rest.SendAsync("GET", path);
            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.Contains("auth_key_create", (string?)problem!["detail"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_is_shown_once_and_stored_as_a_hash()
    {
        TestHostSetup? setup = null;
        await using var rest = await RestFixture.StartAsync(options => setup = options, withKey: false);

        var created = await rest.Host.CommandAsync("auth_key_create", new JsonObject { ["key_name"] = "ada" });
        var again = await rest.Host.CommandAsync("auth_key_create", new JsonObject { ["key_name"] = "ada" });
        var listed = await rest.Host.CommandAsync("auth_key_list", format: "json");

        Assert.Equal(64, created.Output.Length);
        Assert.Equal(-17, again.Code);
        Assert.DoesNotContain(created.Output, again.Status + listed.Output, StringComparison.Ordinal);
        Assert.Matches("""^\{"ada":\{"created":"[0-9TZ:-]+"\}\}$""", listed.Output);
        Assert.DoesNotContain(setup!.Store.Values, value => value.Contains(created.Output, StringComparison.Ordinal));
        Assert.DoesNotContain(rest.Host.Log, line => line.Message.Contains(created.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bearer_token_is_name_and_key_and_a_deleted_key_is_worth_nothing()
    {
        await using var rest = await RestFixture.StartAsync(withKey: false);
        var key = (await rest.Host.CommandAsync("auth_key_create", new JsonObject { ["key_name"] = "ada" })).Output;
        rest.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"ada:{key}");

        Assert.Equal(HttpStatusCode.OK, (await rest.SendAsync("GET", "cluster/osd")).Status);
        await rest.Host.CommandAsync("auth_key_delete", new JsonObject { ["key_name"] = "ada" });
        Assert.Equal(HttpStatusCode.Unauthorized, (await rest.SendAsync("GET", "cluster/osd")).Status);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_until_a_minute_has_passed()
    {
        var time = new ManualTimeProvider();
        await using var rest = await RestFixture.StartAsync(options => options.Time = time);
        var key = rest.Client.DefaultRequestHeaders.GetValues("X-Apikey").Single();
        rest.Client.DefaultRequestHeaders.Remove("X-Apikey");
        rest.Client.DefaultRequestHeaders.Add("X-Apikey", "guess");

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await rest.SendAsync("GET", "cluster/osd")).Status);
        }

        rest.Client.DefaultRequestHeaders.Remove("X-Apikey");
        rest.Client.DefaultRequestHeaders.Add("X-Apikey", key);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await rest.SendAsync("GET", "cluster/osd")).Status);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await rest.SendAsync("GET", "cluster/osd")).Status);
    }

    [Fact]
    public async Task Authentication_can_be_switched_off_and_that_is_a_warning_where_others_can_reach_it()
    {
        await using var rest = await RestFixture.StartAsync(options => options.Options["server_addr"] = "0.0.0.0", withKey: false);
        using var client = new HttpClient { BaseAddress = new UriBuilder(rest.Host.PublishedUri!) { Host = "127.0.0.1" }.Uri };

        await rest.Host.CommandAsync("enable_auth", new JsonObject { ["val"] = "false" });
        await rest.Host.UntilAsync(host => host.Health.ContainsKey("REST_AUTH_DISABLED"));
        using var open = await client.GetAsync(new Uri("/api/v2/cluster/osd", UriKind.Relative), TestContext.Current.CancellationToken);
        await rest.Host.CommandAsync("enable_auth", new JsonObject { ["val"] = "true" });
        await rest.Host.UntilAsync(host => host.Health.IsEmpty);
        using var closed = await client.GetAsync(new Uri("/api/v2/cluster/osd", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (open.StatusCode, closed.StatusCode));
    }

    [Fact]
    public async Task The_generated_certificate_is_kept_and_its_key_stays_secret()
    {
        TestHostSetup? setup = null;
        await using var first = await RestFixture.StartAsync(options =>
        {
            options.Options["ssl"] = "true";
            setup = options;
        });
        Assert.StartsWith("https://127.0.0.1:", first.Host.PublishedUri, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await first.SendAsync("GET", "cluster/osd")).Status);
        var stored = new Dictionary<string, string>(setup!.Store);
        Assert.DoesNotContain(first.Host.Log, line => line.Message.Contains("PRIVATE", StringComparison.Ordinal));

        await using var second = await RestFixture.StartAsync(options =>
        {
            options.Options["ssl"] = "true";
            options.Store["crt"] = stored["crt"];
            options.Store["key"] = stored["key"];
        });

        using var expected = X509Certificate2.CreateFromPem(stored["crt"]);
        Assert.Equal(expected.Thumbprint, await ThumbprintAsync(new Uri(second.Host.PublishedUri!)));
        Assert.True(expected.MatchesHostname("localhost"));
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_a_health_check_and_a_change_of_the_option_heals_it()
    {
        await using var host = await TestHost.StartAsync<RestModule>(options =>
        {
            options.Options["server_port"] = "0";
            options.Options["crt_file"] = "/nowhere/crt.pem";
        });

        await host.UntilAsync(h => h.Health.ContainsKey("REST_NOT_LISTENING"));
        Assert.Contains("/nowhere/crt.pem", host.Health["REST_NOT_LISTENING"].Summary, StringComparison.Ordinal);
        await host.SetOptionAsync("crt_file", null);
        await host.UntilAsync(h => h.PublishedUri is not null && h.Health.IsEmpty);
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_taken_when_it_becomes_free()
    {
        await using var first = await RestFixture.StartAsync();
        var port = new Uri(first.Host.PublishedUri!).Port;
        await using var second = await TestHost.StartAsync<RestModule>(options =>
        {
            options.Options["server_port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            options.Options["ssl"] = "false";
        });

        await first.Host.StopAsync();

        await second.UntilAsync(host => host.PublishedUri is not null);
        Assert.Equal(port, new Uri(second.PublishedUri!).Port);
    }

    [Fact]
    public async Task Events_are_streamed_as_they_happen_and_end_with_the_module()
    {
        await using var rest = await RestFixture.StartAsync();
        using var response = await rest.Client.GetAsync(
            new Uri("/api/v2/events?type=clog", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(": listening", await reader.ReadLineAsync(TestContext.Current.CancellationToken));

        await rest.Host.NotifyAsync(NotifyType.OsdMap);
        await rest.Host.NotifyAsync(NotifyType.ClusterLog, """{"message": "osd.1 is slow"}""");
        var lines = new List<string>();
        while (lines.Count < 5)
        {
            lines.Add((await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))!);
        }

        await rest.Host.StopAsync();

        Assert.Equal(["", "id: 2", "event: clog", """data: {"type":"clog","id":{"message":"osd.1 is slow"},"version":1}""", ""], lines);
        Assert.Null(await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<string> ThumbprintAsync(Uri uri)
    {
        using var client = new System.Net.Sockets.TcpClient(uri.Host, uri.Port);
        await using var tls = new SslStream(client.GetStream(), false, static (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        return tls.RemoteCertificate!.GetCertHashString();
    }
}
