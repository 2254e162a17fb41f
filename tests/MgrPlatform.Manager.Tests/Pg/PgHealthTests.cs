using System.Text.Json;
using System.Text.RegularExpressions;
using MgrPlatform.Manager.Pg.Health;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Pg;

public sealed partial class PgHealthTests
{
    [Theory]
    [MemberData(nameof(PgScene.Names), MemberType = typeof(PgScene))]
    public void The_checks_are_those_that_the_real_manager_raised(string sceneName)
    {
        var scene = PgScene.Load(sceneName);
        var options = new PgHealthOptions { DefaultPoolSize = 2 }; // What the cluster was configured to.

        var checks = PgHealth.Check(scene.Play().Current, scene.Now, options);

        var expected = scene.Monitor("health", "detail").GetProperty("checks").EnumerateObject()
            .Where(static check => !IsTheMonitors(check.Name)).Select(static check => Text(check.Name, check.Value)).ToArray();
        var found = checks.Select(static pair => Text(pair.Key, pair.Value)).ToArray();
        Assert.Equal(expected.Select(static check => check.Head), found.Select(static check => check.Head));
        foreach (var (wanted, ours) in expected.Zip(found))
        {
            // Where a list is cut, Ceph's is cut in the order of its hash table.
            Assert.Equal(wanted.Detail.Length, ours.Detail.Length);
            if (wanted.Detail.Length <= options.MaxDetail)
            {
                Assert.Equal(wanted.Detail, ours.Detail);
            }
        }
    }

    [Theory]
    [InlineData(Release.Pacific, "lonely,ecp")]
    [InlineData(Release.Reef, "device_health_metrics,lonely,ecp")]
    [InlineData(Release.Tentacle, "")]
    public void Which_pools_need_an_application_depends_on_the_release(Release release, string pools)
    {
        var scene = PgScene.Load("healthy");
        var map = scene.PlayAtRest();
        var client = scene.OsdMap.Client;
        map.Follow(
            scene.OsdMap with
            {
                Client = client with
                {
                    Pools = client.Pools.ToDictionary(
                        static pool => pool.Key, pool => client.PoolNames[pool.Key].StartsWith("device", StringComparison.Ordinal)
                            ? pool.Value with { Applications = new Dictionary<string, OrderedDictionary<string, string>>() }
                            : pool.Value),
                },
            },
            scene.Now);

        var checks = PgHealth.Check(map.Current, scene.Now, new PgHealthOptions { Release = release });
        var later = PgHealth.Check(
            map.Current, scene.Now with { Seconds = scene.Now.Seconds + 600 }, new PgHealthOptions { Release = release });

        var detail = checks.TryGetValue("POOL_APP_NOT_ENABLED", out var check) ? string.Join('\n', check.Detail) : "";
        Assert.All(
            pools.Split(',', StringSplitOptions.RemoveEmptyEntries),
            pool => Assert.Contains($"'{pool}'", detail, StringComparison.Ordinal));
        Assert.Equal(release == Release.Reef, detail.Contains("device", StringComparison.Ordinal));
        Assert.True(later.ContainsKey("POOL_APP_NOT_ENABLED"));
    }

    private static bool IsTheMonitors(string code) => code is "OSD_DOWN" or "POOL_NO_REDUNDANCY" or "OSDMAP_FLAGS";

    private static (string Head, string[] Detail) Text(string code, JsonElement check) => (
        $"{code} {check.GetProperty("severity").GetString()} {check.GetProperty("summary").GetProperty("message").GetString()} "
            + $"{check.GetProperty("summary").GetProperty("count").GetInt64()}",
        [.. check.GetProperty("detail").EnumerateArray().Select(static line => WithoutAge(line.GetProperty("message").GetString()!))
            .Order(StringComparer.Ordinal)]);

    private static (string Head, string[] Detail) Text(string code, HealthCheck check) => (
        $"{code} {(check.Severity == HealthSeverity.Error ? "HEALTH_ERR" : "HEALTH_WARN")} {check.Summary} {check.Count}",
        [.. check.Detail.Select(WithoutAge).Order(StringComparer.Ordinal)]);

    private static string WithoutAge(string text) => Age().Replace(text, " for a while,");

    [GeneratedRegex(@" for \d+[smh],")]
    private static partial Regex Age();
}
