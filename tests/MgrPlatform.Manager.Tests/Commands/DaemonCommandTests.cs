using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MgrPlatform.Manager.Commands;
using MgrPlatform.Manager.Pg;
using MgrPlatform.Manager.Tests.Pg;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages.Osd;

namespace MgrPlatform.Manager.Tests.Commands;

/// <summary>Commands that are answered from what daemons told of themselves, or that are carried out by others.</summary>
public sealed class DaemonCommandTests
{
    private static readonly OwnContext Context = new(PgMapSnapshot.Empty, default)
    {
        Daemons =
        [
            Daemon("osd", "0", "sda=ACME_1,sdb=ACME_2", "sda=/dev/disk/1"),
            Daemon("mon", "a", "sda=ACME_1", "sda=/dev/disk/1"),
        ],
        OptionsOf = static (type, id) => (type, id) == ("osd", "0") ? Options() : null,
    };

    [Fact]
    public void Devices_are_listed_with_where_they_are_and_whose()
    {
        Assert.Equal(
            "DEVICE  HOST:DEV   DAEMONS      WEAR  LIFE EXPECTANCY\n"
            + "ACME_1  node1:sda  mon.a osd.0                       \n"
            + "ACME_2  node1:sdb  osd.0                             \n",
            Ask("device ls").OutputText);
        Assert.Equal("DEVICE  DEV  DAEMONS  EXPECTED FAILURE\n", Ask("device ls-by-host", ("host", "node2")).OutputText);
        Assert.Equal(-22, Ask("device ls-by-daemon", ("who", "x")).Code);
        Assert.Equal((-2, "daemon osd.7 not found"), Coded("device ls-by-daemon", ("who", "osd.7")));
        Assert.Equal((-2, "device ACME_3 not found"), Coded("device info", ("devid", "ACME_3")));
    }

    [Fact]
    public void Options_are_shown_with_where_they_come_from()
    {
        Assert.Equal(
            "NAME     VALUE  SOURCE    OVERRIDES             IGNORES\n"
            + "keyring  k      override  file[f],(default[k])         \n"
            + "osd_x    2      mon                             mon    \n",
            Ask("config show", ("who", "osd.0")).OutputText);
        Assert.Equal(
            """[{"name":"keyring","value":"k","source":"override","overrides":[{"source":"default","value":"k"},{"source":"file","value":"f"}]},{"name":"osd_x","value":"2","source":"mon","ignores":"mon"}]""",
            Ask("config show", ("who", "osd.0"), ("format", "json")).OutputText);
        Assert.Equal("2\n", Ask("config show", ("who", "osd.0"), ("key", "osd_x")).OutputText);
        Assert.Equal("9\n", Ask("config show", ("who", "osd.0"), ("key", "osd_y")).OutputText);
        Assert.Equal(-2, Ask("config show", ("who", "osd.0"), ("key", "osd_z")).Code);
        Assert.Contains("osd_y  9      default", Ask("config show-with-defaults", ("who", "osd.0")).OutputText, StringComparison.Ordinal);
        Assert.Equal((-2, "no config state for daemon osd.1"), Coded("config show", ("who", "osd.1")));
        Assert.Equal((-22, "invalid daemon name: use <type>.<id>"), Coded("config show", ("who", "osd")));
    }

    [Fact]
    public void A_scrub_is_a_message_to_the_OSD_that_leads()
    {
        var scene = PgScene.Load("acts");
        var context = new OwnContext(scene.PlayAtRest().Current, scene.Now);
        var (id, stat) = scene.Image.Groups.First(static pair => pair.Key.Pool == 5); // The erasure-coded one.

        var answer = OwnCommands.Answer(new JsonObject { ["prefix"] = "pg deep-scrub", ["pgid"] = id.ToString() }, context)!;

        var send = Assert.IsType<OwnEffect.Send>(Assert.Single(answer.Effects));
        var scrub = Assert.IsType<MOSDScrub2>(send.Message);
        Assert.Equal(stat.ActingPrimary, send.Osd);
        Assert.Equal((true, false), (scrub.Deep, scrub.Repair));
        var group = Assert.Single(scrub.Pgs);
        Assert.Equal((id, (sbyte)stat.Acting.ToList().IndexOf(stat.ActingPrimary)), (group.Pg, group.Shard));
        Assert.Equal($"instructing pg {id}s{group.Shard} on osd.{send.Osd} to deep-scrub", answer.Result!.Status);
    }

    [Fact]
    public void All_groups_that_an_OSD_leads_are_scrubbed_and_none_else()
    {
        var scene = PgScene.Load("acts");
        var context = new OwnContext(scene.PlayAtRest().Current, scene.Now);

        var answer = OwnCommands.Answer(new JsonObject { ["prefix"] = "osd scrub", ["who"] = "1" }, context)!;

        var scrub = Assert.IsType<MOSDScrub2>(Assert.IsType<OwnEffect.Send>(Assert.Single(answer.Effects)).Message);
        Assert.Equal(
            scene.Image.Groups.Where(static pair => pair.Value.ActingPrimary == 1).Select(static pair => pair.Key).Order(),
            scrub.Pgs.Select(static pg => pg.Pg).Order());
    }

    [Fact]
    public void A_message_to_an_OSD_that_is_not_connected_is_refused()
    {
        var scene = PgScene.Load("acts");
        var context = new OwnContext(scene.PlayAtRest().Current, scene.Now) { IsConnected = static _ => false };

        var answer = OwnCommands.Answer(new JsonObject { ["prefix"] = "pg scrub", ["pgid"] = "4.0" }, context)!;

        Assert.Empty(answer.Effects);
        Assert.Equal(-11, answer.Result!.Code);
        Assert.EndsWith("is not currently connected", answer.Result.Status, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_forced_or_safe_the_monitors_carry_out()
    {
        var scene = PgScene.Load("healthy");
        var context = new OwnContext(scene.PlayAtRest().Current, scene.Now);

        var forced = OwnCommands.Answer(new JsonObject { ["prefix"] = "osd destroy", ["id"] = 0, ["force"] = true }, context)!;
        var safe = OwnCommands.Answer(new JsonObject { ["prefix"] = "osd purge", ["id"] = 99 }, context)!;
        var reweight = OwnCommands.Answer(new JsonObject { ["prefix"] = "osd reweight-by-pg", ["oload"] = 101 }, context)!;

        Assert.Equal(["""{"prefix":"osd destroy-actual","id":0,"yes_i_really_mean_it":true}"""], Asked(forced));
        Assert.Equal(["""{"prefix":"osd purge-actual","id":99,"yes_i_really_mean_it":true}"""], Asked(safe));
        Assert.Equal(["""{"prefix":"osd reweightn","weights":"{'1':'62260','3':'62260'}"}"""], Asked(reweight));
    }

    [Fact]
    public void Until_all_OSDs_have_reported_answers_say_so()
    {
        var scene = PgScene.Load("healthy");
        var map = new PgMap(new PgMapOptions(), scene.Now);
        map.Follow(scene.OsdMap, scene.Now);

        var answer = OwnCommands.Answer(new JsonObject { ["prefix"] = "pg stat" }, new OwnContext(map.Current, scene.Now))!.Result!;

        Assert.StartsWith(
            "Warning: due to ceph-mgr restart, some PG states may not be up to date", answer.Status, StringComparison.Ordinal);
        Assert.StartsWith("45 pgs: 45 unknown;", answer.OutputText, StringComparison.Ordinal);
    }

    private static string[] Asked(OwnAnswer answer)
    {
        Assert.Null(answer.Result);
        return [.. answer.Effects.Select(static effect => Assert.IsType<OwnEffect.AskMonitors>(effect).Command)];
    }

    private static (int Code, string Status) Coded(string prefix, params (string Name, string Value)[] arguments)
    {
        var result = Ask(prefix, arguments);
        return (result.Code, result.Status);
    }

    private static Modules.Commands.CommandResult Ask(string prefix, params (string Name, string Value)[] arguments)
    {
        var command = new JsonObject { ["prefix"] = prefix };
        foreach (var (name, value) in arguments)
        {
            command[name] = value;
        }

        return OwnCommands.Answer(command, Context)!.Result!;
    }

    private static DaemonState Daemon(string type, string id, string devices, string paths) => new(
        new DaemonKey(type, id),
        "node1",
        ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal, [KeyValuePair.Create("device_ids", devices), KeyValuePair.Create("device_paths", paths)]),
        ImmutableSortedDictionary<string, string>.Empty,
        ImmutableDictionary<string, PerfCounter>.Empty);

    private static DaemonOptions Options() => new(
        new DaemonConfig(
            new Dictionary<string, OrderedDictionary<int, string>>
            {
                ["osd_x"] = new() { [1] = "2" },
                ["keyring"] = new() { [5] = "k", [0] = "k", [2] = "f" },
                ["empty"] = [],
            },
            new Dictionary<string, string> { ["osd_x"] = "1" }),
        new Dictionary<string, string> { ["osd_x"] = "1", ["osd_y"] = "9" });
}
