using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.DevCluster.Tests;

/// <summary>Compares every document with what a real manager 16.2.15 gave: the same places, the same types.</summary>
public sealed class DocumentShapeTests
{
    /// <summary>In the recorded cluster, not in the one whose shapes were taken: it had no standby, no second MDS, nothing degraded.</summary>
    private static readonly string[] OnlyRecorded =
    [
        "fs_map/standbys[]", "mgr_map/standbys[]", "service_map/services/*", "osd_map/pg_temp[]", "pg_status/read_bytes_sec", "pg_status/degraded_",
        "pg_status/recovering_", "pg_status/num_objects_recovered", "pg_status/num_bytes_recovered", "pg_status/num_keys_recovered",
        "osd_pool_stats/pool_stats[]/recovery/", "osd_pool_stats/pool_stats[]/recovery_rate/", "osd_pool_stats/pool_stats[]/client_io_rate/",
        "health/checks/", "pg_dump/pg_stats[]/avail_no_missing[]", "pg_stats/pg_stats[]/avail_no_missing[]", "pg_stats[]/object_location_counts[]",
        "pg_dump/pg_stats[]/object_location_counts[]", "pg_stats/pg_stats[]/object_location_counts[]", "mgr_map/always_on_modules/",
        "pg_dump/pg_stats[]/blocked_by[]", "pg_stats/pg_stats[]/blocked_by[]",
    ];

    private static readonly Dictionary<string, HashSet<string>> Real = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "shapes", "ceph-16.2.15.txt"))
        .Select(line => (Place: line[..line.LastIndexOf(' ')], Types: line[(line.LastIndexOf(' ') + 1)..]))
        .ToDictionary(line => line.Place, line => line.Types.Split('|').ToHashSet());

    public static TheoryData<string> Names => [.. Real.Keys.Where(place => !place.Contains('/') && !place.Contains('['))];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_document_has_the_keys_and_types_of_the_real_managers(string name)
    {
        foreach (var moment in new[] { "m1", "m2", "m3" })
        {
            await using var cluster = new ClusterFixture(moment);
            if (Real[name].SetEquals(["null"]))
            {
                Assert.Null(cluster.Cluster.FindDocument(name));
                continue;
            }

            var node = cluster.Get(name);
            if (name is "health" or "mon_status")
            {
                Assert.Equal(["json"], node.AsObject().Select(field => field.Key));
                node = cluster.GetText(name);
            }

            var places = new Dictionary<string, HashSet<string>>();
            Collect(node, name, places);
            foreach (var (place, types) in places)
            {
                if (!OnlyRecorded.Any(known => place.StartsWith(known, StringComparison.Ordinal)))
                {
                    Assert.True(Real.TryGetValue(place, out var real), $"{place} is not in the real document");
                    Assert.True(types.IsSubsetOf(real), $"{place} is {string.Join('|', types)}, really {string.Join('|', real)}");
                }
            }

            foreach (var place in Real.Keys.Where(place => place.StartsWith(name + "/", StringComparison.Ordinal) || place.StartsWith(name + "[", StringComparison.Ordinal)))
            {
                // A place is missing if what holds it is there.
                var above = place.EndsWith("[]", StringComparison.Ordinal) ? null : place[..place.LastIndexOf('/')];
                if (above is not null && !place.EndsWith('*') && places.ContainsKey(above) && !IsOptional(place))
                {
                    Assert.True(places.ContainsKey(place), $"{place} is missing");
                }
            }
        }
    }

    [Theory]
    [InlineData("osd_map_crush_map_text")]
    [InlineData("osd_mapping")]
    [InlineData("device nothing")]
    public async Task A_name_that_only_begins_like_a_known_one_gives_an_empty_object(string name)
    {
        await using var cluster = new ClusterFixture();

        Assert.Equal("{}", cluster.Get(name).ToJsonString());
    }

    [Fact]
    public async Task An_unknown_name_gives_nothing()
    {
        await using var cluster = new ClusterFixture();

        Assert.Null(cluster.Cluster.FindDocument("no_such_map"));
    }

    // A pool has the options that it was given; the text in "json" is read before it is compared.
    private static bool IsOptional(string place) => place.Contains("/options/", StringComparison.Ordinal) || place.EndsWith("/json", StringComparison.Ordinal);

    private static void Collect(JsonNode? node, string place, Dictionary<string, HashSet<string>> places)
    {
        if (!places.TryGetValue(place, out var types))
        {
            places[place] = types = [];
        }

        types.Add(TypeOf(node));
        switch (node)
        {
            case JsonObject item:
                var isDynamic = Real.ContainsKey(place + "/*") || OnlyRecorded.Contains(place + "/*");
                foreach (var (name, value) in item)
                {
                    Collect(value, $"{place}/{(isDynamic ? "*" : name)}", places);
                }

                break;
            case JsonArray list:
                foreach (var value in list)
                {
                    Collect(value, place + "[]", places);
                }

                break;
        }
    }

    private static string TypeOf(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => node.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? "float" : "integer",
    };
}
