using System.Text.Json.Nodes;
using MgrPlatform.Integration.Tests.Kit;

namespace MgrPlatform.Integration.Tests.Bundled;

/// <summary>The webhook plugin in the real host: what happens in the cluster reaches a URL.</summary>
public sealed class WebhookTests
{
    [Fact]
    public async Task A_change_of_health_is_posted()
    {
        await using var listener = await PostListener.StartAsync();
        await using var cluster = await TestCluster.StartAsync(
            options => options with { Moment = null, MomentDuration = TimeSpan.FromSeconds(8) });
        await cluster.AskAsync($"webhook add here {listener.Url} --kind plain --events health");

        var down = await listener.UntilAsync(body => Events(body).Any(item => Text(item, "code") == "OSD_DOWN"), "OSD_DOWN is posted");
        var happened = Events(down).First(item => Text(item, "code") == "OSD_DOWN")!;
        Assert.Equal(("health", "new", "warning"), (Text(happened, "type"), Text(happened, "change"), Text(happened, "level")));
        Assert.Equal(cluster.Dev.Cluster.Identity.Fsid.ToString(), down["cluster"]!.GetValue<string>());
        await listener.UntilAsync(
            body => Events(body).Any(item => Text(item, "code") == "OSD_DOWN" && Text(item, "change") == "cleared"),
            "and posted again when it is over");
        var listed = await cluster.UntilAsync(
            "webhook ls --format json", result => Sent(result.OutputText) > 0, "webhook ls counts what was sent");
        Assert.Contains(listener.Url, listed.OutputText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_post_tells_the_status_and_survives_a_reload()
    {
        await using var listener = await PostListener.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AskAsync($"webhook add here {listener.Url}");

        Assert.Contains("200", await cluster.AskAsync("webhook test here"), StringComparison.Ordinal);
        await cluster.AskAsync("module reload webhook");
        Assert.Contains("200", await cluster.AskAsync("webhook test here"), StringComparison.Ordinal);
        await cluster.AskAsync("webhook rm here");
        Assert.False((await cluster.SayAsync("webhook test here")).IsSuccess);
    }

    private static JsonArray Events(JsonNode body) => body["events"]?.AsArray() ?? [];

    private static string? Text(JsonNode? item, string name) => item?[name]?.ToString();

    private static int Sent(string json) =>
        JsonNode.Parse(json) is JsonArray { Count: > 0 } list && list[0]!["sent"] is { } sent ? sent.GetValue<int>() : 0;
}
