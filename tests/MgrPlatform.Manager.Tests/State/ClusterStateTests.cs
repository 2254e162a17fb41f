using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Manager.State;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Fs;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Osd;

namespace MgrPlatform.Manager.Tests.State;

public sealed class ClusterStateTests
{
    private readonly ClusterState _state = new(new CephOptions(ImmutableSortedDictionary<string, string>.Empty));
    private readonly List<BackendEvent> _events = [];

    [Fact]
    public void The_maps_of_a_real_monitor_become_the_documents_that_its_own_json_shows()
    {
        Apply(new MonitorEvent.MonMapChanged(Captured.MonMap()));
        Apply(new MonitorEvent.OsdMapChanged(Captured.OsdMap(), IsWhole: true));
        Apply(new MonitorEvent.FsMapChanged(Captured.Message<MFSMap>("MFSMap_mon_mon.a-0").Map));

        Assert.Equal(["mon_map", "osd_map", "fs_map"], _events.OfType<BackendEvent.Notified>().Select(static notified => notified.Type));
        Assert.True(JsonNode.DeepEquals(Captured.Golden("osd_crush_dump"), Document("osd_map_crush")));
        Assert.True(JsonNode.DeepEquals(Captured.Golden("fs_dump"), Document("fs_map")));
        AssertSameTree(Captured.Golden("osd_tree"), Document("osd_map_tree"));
    }

    [Fact]
    public void Modules_see_real_numbers_where_ceph_has_them()
    {
        Apply(new MonitorEvent.OsdMapChanged(Captured.OsdMap(), IsWhole: true));

        using var map = JsonDocument.Parse(_state.FindDocument("osd_map")!.Json);
        Assert.Equal("1.0", map.RootElement.GetProperty("osds")[0].GetProperty("weight").GetRawText());
        Assert.Equal("0", map.RootElement.GetProperty("osds")[0].GetProperty("lost_at").GetRawText());
    }

    [Fact]
    public void A_map_with_the_same_crush_tree_leaves_the_crush_document_as_it_is()
    {
        var map = Captured.OsdMap();
        Apply(new MonitorEvent.OsdMapChanged(map, IsWhole: true));
        Apply(new MonitorEvent.OsdMapChanged(map with { Client = map.Client with { Epoch = map.Epoch + 1 } }, IsWhole: false));

        Assert.Equal(2, _state.FindDocument("osd_map")!.Version);
        Assert.Equal(1, _state.FindDocument("osd_map_crush")!.Version);
    }

    [Theory]
    [InlineData("osd_map_crush_map_text", "{}")]
    [InlineData("osdmap_crush_map_text", "\"\"")]
    [InlineData("device X", "{}")]
    [InlineData("devices", "{\"devices\":[]}")]
    [InlineData("have_local_config_map", "{\"have_local_config_map\":true}")]
    [InlineData("mgr_ips", "{\"ips\":[]}")]
    [InlineData("modified_config_options", "{\"options\":[]}")]
    public void Small_documents_are_as_ceph_mgr_gives_them(string name, string expected) =>
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(_state.FindDocument(name)!.Json.Span));

    [Fact]
    public void A_name_that_there_is_not_is_nothing() => Assert.Null(_state.FindDocument("mon_metadata"));

    [Fact]
    public void A_line_of_the_cluster_log_is_told_as_an_object()
    {
        Apply(new MonitorEvent.ClusterLogged(Captured.Message<MLog>("MLog_mon_mon.a-0").Entries));

        var entry = Assert.IsType<BackendEvent.Notified>(_events[0]);
        Assert.Equal("clog", entry.Type);
        Assert.Equal("mon.a", entry.Id["name"]!.GetValue<string>());
        Assert.Equal("audit", entry.Id["channel"]!.GetValue<string>());
    }

    [Fact]
    public void All_options_of_ceph_are_there_as_text_with_what_the_monitors_say()
    {
        Apply(new MonitorEvent.ConfigChanged(new Dictionary<string, string> { ["osd_pool_default_size"] = "2" }));

        Assert.Equal("2", Document("config")["osd_pool_default_size"]!.GetValue<string>());
        Assert.True(Document("config").AsObject().Count > 1500);
        Assert.True(Document("config_options")["options"]!.AsArray().Count > 1500);
    }

    private void Apply(MonitorEvent told) => _state.Apply(told, _events);

    private JsonNode Document(string name) => JsonNode.Parse(_state.FindDocument(name)!.Json.Span)!;

    /// <summary>The monitors' own tree has no <c>pool_weights</c> for a root, as ours; numbers may be written as 1 or 1.0.</summary>
    private static void AssertSameTree(JsonNode expected, JsonNode actual)
    {
        var (left, right) = (expected["nodes"]!.AsArray(), actual["nodes"]!.AsArray());
        Assert.Equal(
            left.Select(static node => node!["name"]!.GetValue<string>()), right.Select(static node => node!["name"]!.GetValue<string>()));
        foreach (var (one, other) in left.Zip(right))
        {
            Assert.Equal(one!.AsObject().Select(static field => field.Key), other!.AsObject().Select(static field => field.Key));
            Assert.Equal(Flat(one), Flat(other));
        }
    }

    private static IEnumerable<string> Flat(JsonNode node) =>
        node.AsObject().Select(static field => field.Value is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? $"{field.Key}={value.GetValue<double>():R}"
            : $"{field.Key}={field.Value!.ToJsonString()}");
}
