using MgrPlatform.Monitor.Services.Osd;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Services.Osd;

public sealed class OsdLifeTests
{
    [Fact]
    public void An_osd_that_boots_is_up_and_in_and_is_sent_the_maps_that_it_lacks()
    {
        var cluster = new OsdCluster(1);

        Assert.Equal([0], cluster.Up);
        Assert.Equal([0], cluster.In);
        Assert.Equal("h0", cluster.Service.FindMetadata(0)!["hostname"]);
        var answer = cluster.Boot(0).OfType<MOSDMap>().First();
        Assert.Equal(cluster.Map.Epoch, answer.Newest);
        Assert.Equal(cluster.Map.Epoch, answer.Incrementals.Keys.Max());
    }

    [Fact]
    public void An_osd_that_starts_again_was_down_in_between()
    {
        var cluster = new OsdCluster(1);
        var before = cluster.Map.Epoch;

        var answer = cluster.Boot(0, nonce: 2);

        Assert.Equal(before + 2, cluster.Map.Epoch);
        Assert.Equal(before + 1, cluster.Map.Daemons.Infos[0].DownAt);
        Assert.Equal(before + 2, cluster.Map.Daemons.Infos[0].UpFrom);
        Assert.Equal(2u, cluster.Map.Client.ClientAddresses[0].Addresses[0].Nonce);
        Assert.NotEmpty(answer);
    }

    [Fact]
    public void An_osd_that_nobody_made_does_not_get_up()
    {
        var cluster = new OsdCluster(1);

        Assert.Empty(cluster.Boot(5));
        Assert.Equal([0], cluster.Up);
    }

    [Fact]
    public void Another_disk_does_not_pass_for_an_osd()
    {
        var cluster = new OsdCluster(2);
        cluster.Leader.Command("osd down", ("ids", new[] { "1" }));
        var session = cluster.Leader.Connect("osd.1", "v2:127.0.0.1:6900/9");

        cluster.Leader.Send(session, new MOSDBoot
        {
            PaxosVersion = cluster.Map.Epoch,
            Superblock = new OsdSuperblock { ClusterFsid = LoneLeader.Fsid, WhoAmI = 1, OsdFsid = OsdCluster.Uuid(7), CurrentEpoch = 1 },
        });

        Assert.Equal([0], cluster.Up);
    }

    [Fact]
    public void Two_reporters_and_the_grace_mark_an_osd_down_and_one_does_not()
    {
        var cluster = new OsdCluster(4);

        cluster.Report(0, 3, seconds: 25);
        Assert.Equal([0, 1, 2, 3], cluster.Up);

        cluster.Report(1, 3, seconds: 10);
        Assert.Equal([0, 1, 2, 3], cluster.Up);

        cluster.Leader.Pass(TimeSpan.FromSeconds(11));
        Assert.Equal([0, 1, 2], cluster.Up);
    }

    [Fact]
    public void A_report_of_a_refused_connection_counts_at_once()
    {
        var cluster = new OsdCluster(3);

        var answer = cluster.Report(0, 2, seconds: 0, OsdFailureFlags.Failed | OsdFailureFlags.Immediate);

        Assert.Equal([0, 1], cluster.Up);
        Assert.Contains(answer, message => message is MOSDMap maps && maps.Newest == cluster.Map.Epoch);
    }

    [Fact]
    public void A_reporter_that_hears_the_osd_again_takes_its_report_back()
    {
        var cluster = new OsdCluster(4);
        cluster.Report(0, 3, seconds: 25);
        cluster.Report(0, 3, seconds: 0, OsdFailureFlags.None);

        cluster.Report(1, 3, seconds: 25);
        cluster.Leader.Pass(TimeSpan.FromSeconds(30));

        Assert.Equal([0, 1, 2, 3], cluster.Up);
    }

    [Fact]
    public void Where_nodown_is_set_nobody_is_marked_down()
    {
        var cluster = new OsdCluster(4);
        cluster.Leader.Command("osd set", ("key", "nodown"));

        cluster.Report(0, 3, seconds: 0, OsdFailureFlags.Failed | OsdFailureFlags.Immediate);

        Assert.Equal([0, 1, 2, 3], cluster.Up);
    }

    [Fact]
    public void An_osd_that_stays_away_is_marked_out_and_comes_back_in_by_itself_with_its_weight()
    {
        var cluster = new OsdCluster(5);
        cluster.Leader.Command("osd reweight", ("id", 4), ("weight", 0.5));
        cluster.Leader.Command("osd down", ("ids", new[] { "4" }));
        cluster.Leader.Pass(TimeSpan.FromSeconds(1));
        cluster.Leader.Pass(TimeSpan.FromSeconds(599));
        Assert.Equal([0, 1, 2, 3, 4], cluster.In);

        cluster.Leader.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal([0, 1, 2, 3], cluster.In);
        Assert.True(cluster.Map.StateOf(4).HasFlag(OsdState.AutoOut));

        cluster.Boot(4, nonce: 2);
        Assert.Equal(0x8000u, cluster.Map.WeightOf(4));
        Assert.False(cluster.Map.StateOf(4).HasFlag(OsdState.AutoOut));
    }

    [Fact]
    public void An_osd_that_the_operator_marked_out_stays_out_when_it_starts_again()
    {
        var cluster = new OsdCluster(3);
        cluster.Leader.Command("osd out", ("ids", new[] { "2" }));

        cluster.Boot(2, nonce: 2);

        Assert.Equal([0, 1], cluster.In);
        Assert.Equal([0, 1, 2], cluster.Up);
    }

    [Fact]
    public void An_osd_that_stops_is_sent_its_own_message_when_it_is_down()
    {
        var cluster = new OsdCluster(2);
        var message = new MOSDMarkMeDown(
            cluster.Map.Epoch,
            LoneLeader.Fsid,
            1,
            cluster.Map.Client.ClientAddresses[1],
            cluster.Map.Epoch,
            RequestAck: true,
            DownAndDead: true);

        var answer = cluster.Leader.Send(cluster.SessionOf(1), message);

        Assert.Equal([0], cluster.Up);
        Assert.Same(message, Assert.Single(answer));
        Assert.NotEqual(0u, cluster.Map.Daemons.ExtraInfos[1].DeadEpoch);
    }

    [Fact]
    public void An_osd_that_was_alive_is_told_so_and_asking_again_changes_nothing()
    {
        var cluster = new OsdCluster(2);
        var epoch = cluster.Map.Epoch;

        var answer = cluster.Leader.Send(cluster.SessionOf(1), new MOSDAlive(epoch, epoch));
        Assert.Contains(answer, message => message is MOSDMap maps && maps.Newest == cluster.Map.Epoch);
        Assert.Equal(epoch, cluster.Map.Daemons.Infos[1].UpThru);

        cluster.Leader.Send(cluster.SessionOf(1), new MOSDAlive(epoch, epoch));
        Assert.Equal(epoch + 1, cluster.Map.Epoch);
    }

    [Fact]
    public void Whole_maps_and_changes_are_sent_again_by_their_epochs_to_whoever_cannot_make_them()
    {
        var cluster = new OsdCluster(2);
        var newest = cluster.Map.Epoch;

        var answer = cluster.Leader.Send(cluster.SessionOf(1), new MMonGetOSDMap(0, newest - 1, newest + 7, 2, 3));

        var maps = Assert.IsType<MOSDMap>(Assert.Single(answer));
        Assert.Equal([newest - 1, newest], maps.Maps.Keys);
        Assert.Equal([2u, 3u], maps.Incrementals.Keys);
        Assert.Equal(newest, maps.Newest);
    }

    [Fact]
    public void An_osd_that_is_already_what_it_is_to_be_costs_no_epoch()
    {
        var cluster = new OsdCluster(2);
        var epoch = cluster.Map.Epoch;

        Assert.Equal("osd.0 is already in. ", cluster.Leader.Command("osd in", ("ids", new[] { "0" })).Status);
        Assert.Equal("osd.9 does not exist. ", cluster.Leader.Command("osd down", ("ids", new[] { "9" })).Status);
        Assert.Equal(epoch, cluster.Map.Epoch);

        Assert.Equal("marked out osd.0. ", cluster.Leader.Command("osd out", ("ids", new[] { "0" })).Status);
        Assert.Equal("osd.0 is already out. ", cluster.Leader.Command("osd out", ("ids", new[] { "0" })).Status);
        Assert.Equal(epoch + 1, cluster.Map.Epoch);
    }

    [Fact]
    public void A_removed_osd_leaves_the_list_of_affinities_that_ceph_makes_then()
    {
        var cluster = new OsdCluster(1);
        cluster.Leader.Command("osd new", ("uuid", OsdCluster.Uuid(1).ToString()));
        Assert.Empty(cluster.Map.Client.PrimaryAffinity);

        cluster.Leader.Command("osd rm", ("ids", new[] { "1" }));

        Assert.Equal([0x10000u, 0x10000u], cluster.Map.Client.PrimaryAffinity);
    }

    [Fact]
    public void A_manager_that_is_locked_out_is_so_whatever_the_protocol_of_its_address()
    {
        var cluster = new OsdCluster(1);

        cluster.Service.Blocklist([cluster.SessionOf(0).Addresses], UTime.From(DateTimeOffset.UnixEpoch.AddYears(70)));
        cluster.Leader.Commit();

        Assert.Equal(EntityAddressType.Any, Assert.Single(cluster.Map.Daemons.Blocklist).Key.Type);
    }

    [Fact]
    public void Groups_that_osds_assign_for_a_while_are_in_the_map_until_they_take_it_back()
    {
        var cluster = new OsdCluster(2);
        cluster.Leader.Command("osd pool create", ("pool", "p"), ("pg_num", 4));
        var group = new PgId(1, 2);

        cluster.Leader.Send(
            cluster.SessionOf(0), new MOSDPGTemp(0, cluster.Map.Epoch, new SortedDictionary<PgId, int[]> { [group] = [1, 0] }, false));
        Assert.Equal([1, 0], cluster.Service.Mapper.Map(group).Acting);

        cluster.Leader.Send(
            cluster.SessionOf(0), new MOSDPGTemp(0, cluster.Map.Epoch, new SortedDictionary<PgId, int[]> { [group] = [] }, false));
        Assert.Empty(cluster.Map.Client.PgTemp);
    }

    [Fact]
    public void A_full_osd_makes_the_pools_full_that_may_lie_on_it_until_it_has_room_again()
    {
        const ulong FullPool = 1 << 1;
        var cluster = new OsdCluster(2);
        cluster.Leader.Command("osd pool create", ("pool", "p"), ("pg_num", 4));

        cluster.Leader.Send(cluster.SessionOf(0), new MOSDFull(cluster.Map.Epoch, cluster.Map.Epoch, OsdState.Full));
        Assert.Equal(["exists", "full", "up"], OsdFlagNames.ToStateNames(cluster.Map.Client.OsdStates[0]));
        Assert.NotEqual(0ul, cluster.Map.Client.Pools[1].Flags & FullPool);

        cluster.Leader.Send(cluster.SessionOf(0), new MOSDFull(cluster.Map.Epoch, cluster.Map.Epoch, OsdState.None));
        Assert.Equal(0ul, cluster.Map.Client.Pools[1].Flags & FullPool);
    }

    [Fact]
    public void A_purged_osd_leaves_nothing_behind_and_its_number_is_free()
    {
        var cluster = new OsdCluster(2);
        cluster.Leader.Command("osd down", ("ids", new[] { "1" }));

        Assert.Equal("purged osd.1", cluster.Leader.Command("osd purge-actual", ("id", 1), ("yes_i_really_mean_it", true)).Status);

        Assert.False(cluster.Map.Exists(1));
        Assert.Equal(Guid.Empty, cluster.Map.Daemons.Uuids[1]);
        Assert.Null(cluster.Service.FindMetadata(1));
        Assert.DoesNotContain("osd.1", cluster.Map.Client.Crush!.ItemNames.Values);
        Assert.Equal("1\n", cluster.Leader.Text("osd new", ("uuid", OsdCluster.Uuid(9).ToString())));
    }

    [Fact]
    public void A_lock_on_an_address_ends_by_itself()
    {
        var cluster = new OsdCluster(1);
        cluster.Leader.Command("osd blocklist", ("blocklistop", "add"), ("addr", "1.2.3.4:0/5"), ("expire", 60.0));
        Assert.Single(cluster.Map.Daemons.Blocklist);

        cluster.Leader.Pass(TimeSpan.FromSeconds(61));

        Assert.Empty(cluster.Map.Daemons.Blocklist);
    }

    [Fact]
    public void A_silent_osd_is_marked_down_and_one_with_beacons_is_not()
    {
        var cluster = new OsdCluster(4);
        cluster.Leader.Pass(TimeSpan.FromSeconds(1));

        for (var minute = 0; minute < 16; minute++)
        {
            foreach (var osd in (int[])[0, 1, 2])
            {
                cluster.Leader.Send(cluster.SessionOf(osd), new MOSDBeacon(cluster.Map.Epoch, [], cluster.Map.Epoch, UTime.Zero, 300));
            }

            cluster.Leader.Pass(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([0, 1, 2], cluster.Up);
    }

    [Fact]
    public void Every_stored_map_follows_from_the_stored_changes()
    {
        var cluster = new OsdCluster(3);
        cluster.Leader.Command("osd pool create", ("pool", "p"), ("pg_num", 8));
        cluster.Leader.Command("osd primary-affinity", ("id", 1), ("weight", 0.25));
        cluster.Leader.Command("osd pg-upmap-items", ("pgid", "1.1"), ("id", new[] { "0", "1" }));
        cluster.Leader.Command("osd set-group", ("flags", "noout"), ("who", new[] { "h1" }));
        cluster.Leader.Command("osd pool mksnap", ("pool", "p"), ("snap", "s"));
        cluster.Leader.Command("osd pool rmsnap", ("pool", "p"), ("snap", "s"));
        cluster.Boot(1, nonce: 2);

        OsdMap? map = null;
        for (var epoch = 1u; epoch <= cluster.Map.Epoch; epoch++)
        {
            var full = cluster.Leader.Store.Get("osdmap", $"full_{epoch}")!;
            var changes = new WireReader(cluster.Leader.Store.Get("osdmap", $"{epoch}")!).Read<OsdMapIncremental>();
            Assert.True(OsdMap.HasValidCrc(full));
            Assert.Equal(OsdMap.CrcOf(full), changes.FullCrc);
            map = map is null ? new WireReader(full).Read<OsdMap>() : OsdMapUpdate.Apply(map, changes);
            Assert.Equal(full, WireWriter.Encode(map));
        }
    }
}
