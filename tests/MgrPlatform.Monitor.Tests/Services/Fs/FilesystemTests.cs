using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Services.Fs;
using MgrPlatform.Monitor.Services.Osd;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Fs;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Services.Fs;

public sealed class FilesystemTests
{
    private readonly LoneLeader _leader = new(static context =>
        [new OsdMapService(context, new OsdMapOptions()), new FsMapService(context, new FsMapOptions())]);

    private readonly SortedDictionary<ulong, MonitorSession> _sessions = [];
    private ulong _sequence;

    private FsMap Map => _leader.Service<FsMapService>().Map;

    private MdsMap Fs => Map.Filesystems[0].MdsMap;

    [Fact]
    public void A_server_stands_by_then_creates_the_file_system_then_serves_it()
    {
        Boot(11, "m");
        Assert.Equal(MdsState.Standby, Map.Standbys[11].State);

        MakeFilesystem();
        _leader.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(MdsState.Creating, Fs.Daemons[11].State);
        Assert.Equal(11ul, Fs.Up[0]);

        Beacon(11, MdsState.Active);
        Assert.Equal("cephfs:1 {0=m=up:active}", FsText.Stat(Map));
        Assert.Equal("1/1 daemons up", FsText.Daemons(Map));
        Assert.Equal("1/1 healthy", FsText.Volumes(Map));
    }

    [Fact]
    public void Every_beacon_is_sent_back()
    {
        var answer = Assert.IsType<MMDSBeacon>(Assert.Single(Boot(11, "m")));
        Assert.Equal(1ul, answer.Sequence);

        Assert.Equal(2ul, Assert.IsType<MMDSBeacon>(Assert.Single(Beacon(11, MdsState.Standby))).Sequence);
    }

    [Fact]
    public void A_server_that_falls_silent_is_locked_out_and_replaced_by_one_that_stands_by()
    {
        Boot(11, "m");
        MakeFilesystem();
        _leader.Pass(TimeSpan.FromSeconds(1));
        Beacon(11, MdsState.Active);
        Boot(12, "n");

        for (var second = 0; second < 18; second++)
        {
            _leader.Pass(TimeSpan.FromSeconds(1));
            Beacon(12, PendingFsMap.Find(Map, 12)!.State);
        }

        Assert.Equal(12ul, Fs.Up[0]);
        Assert.Equal(MdsState.Replay, Fs.Daemons[12].State);
        Assert.Null(PendingFsMap.Find(Map, 11));
        var osds = _leader.Service<OsdMapService>().Map;
        Assert.Single(osds.Daemons.Blocklist);
        Assert.True(Fs.LastFailureOsdEpoch <= osds.Epoch && Fs.LastFailureOsdEpoch > 0);
    }

    [Fact]
    public void A_silent_server_that_nobody_can_replace_keeps_its_rank_and_is_called_laggy()
    {
        Boot(11, "m");
        MakeFilesystem();
        _leader.Pass(TimeSpan.FromSeconds(1));
        Beacon(11, MdsState.Active);

        for (var second = 0; second < 18; second++)
        {
            _leader.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.False(Fs.Daemons[11].LaggySince.IsZero);
        Beacon(11, MdsState.Active);
        Assert.True(Fs.Daemons[11].LaggySince.IsZero);
    }

    [Fact]
    public void A_monitor_that_was_away_itself_judges_nobody_by_what_it_did_not_hear()
    {
        Boot(11, "m");
        MakeFilesystem();
        _leader.Pass(TimeSpan.FromSeconds(1));
        Beacon(11, MdsState.Active);
        Boot(12, "n");

        _leader.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal(11ul, Fs.Up[0]);
    }

    [Fact]
    public void A_restarted_server_takes_the_place_of_its_former_self()
    {
        Boot(11, "m");
        Boot(13, "m", port: 6901);

        Assert.Equal([13ul], Map.Standbys.Keys);
    }

    [Fact]
    public void A_server_that_the_map_does_not_know_is_sent_an_empty_map()
    {
        Boot(11, "m");
        _leader.Command("mds fail", ("role_or_gid", "m"));

        var answer = Assert.IsType<MMDSMap>(Assert.Single(Beacon(11, MdsState.Standby)));

        Assert.Empty(answer.Map.Daemons);
    }

    [Fact]
    public void A_server_that_stands_by_is_shown_itself()
    {
        Boot(11, "m");
        _leader.Context.Effects = [];
        var session = _sessions[11];

        _leader.Service<FsMapService>().Update(session, session.Subscribe("mdsmap", 0, isOnce: false));

        var message = Assert.IsType<MMDSMap>(Assert.Single(_leader.Context.Effects.OfType<MonitorEffect.Send>()).Message);
        Assert.Equal([11ul], message.Map.Daemons.Keys);
    }

    [Fact]
    public void Fewer_ranks_are_wanted_and_the_last_one_is_told_to_stop()
    {
        Boot(11, "m");
        Boot(12, "n");
        MakeFilesystem();
        _leader.Command("fs set", ("fs_name", "cephfs"), ("var", "max_mds"), ("val", "2"));
        _leader.Pass(TimeSpan.FromSeconds(1));
        Beacon(11, MdsState.Active);
        _leader.Pass(TimeSpan.FromSeconds(1));
        Beacon(12, MdsState.Active);
        Assert.Equal([0, 1], Fs.In);

        _leader.Command("fs set", ("fs_name", "cephfs"), ("var", "max_mds"), ("val", "1"));
        _leader.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(MdsState.Stopping, Fs.Daemons[Fs.Up[1]].State);

        Beacon(Fs.Up[1], MdsState.Stopping);
        Beacon(Fs.Up[1], MdsState.Stopped);
        Assert.Equal([0], Fs.In);
        Assert.Equal([1], Fs.Stopped);
    }

    [Fact]
    public void A_failed_file_system_has_no_servers_and_can_be_removed()
    {
        Boot(11, "m");
        MakeFilesystem();
        _leader.Pass(TimeSpan.FromSeconds(1));
        Beacon(11, MdsState.Active);
        Assert.Equal(-22, _leader.Command("fs rm", ("fs_name", "cephfs"), ("yes_i_really_mean_it", true)).Code);

        Assert.Equal(
            "cephfs marked not joinable; MDS cannot join the cluster. All MDS ranks marked failed.",
            _leader.Command("fs fail", ("fs_name", "cephfs")).Status);
        Assert.Equal([0], Fs.Failed);

        Assert.Equal(0, _leader.Command("fs rm", ("fs_name", "cephfs"), ("yes_i_really_mean_it", true)).Code);
        Assert.Empty(Map.Filesystems);
    }

    [Fact]
    public void A_new_file_system_marks_its_pools()
    {
        var said = MakeFilesystem();

        Assert.EndsWith("new fs with metadata pool 1 and data pool 2", said, StringComparison.Ordinal);
        var pools = _leader.Service<OsdMapService>().Map.Client.Pools;
        Assert.Equal("cephfs", pools[1].Applications["cephfs"]["metadata"]);
        Assert.Equal("cephfs", pools[2].Applications["cephfs"]["data"]);
        Assert.Equal("name: cephfs, metadata pool: meta, data pools: [data ]\n", _leader.Text("fs ls"));
    }

    private string MakeFilesystem()
    {
        _leader.Command("osd pool create", ("pool", "meta"), ("pg_num", 8));
        _leader.Command("osd pool create", ("pool", "data"), ("pg_num", 8));
        return _leader.Command("fs new", ("fs_name", "cephfs"), ("metadata", "meta"), ("data", "data")).Status;
    }

    private IReadOnlyList<Message> Boot(ulong gid, string name, int port = 6800)
    {
        _sessions[gid] = _leader.Connect($"mds.{name}", $"v2:127.0.0.1:{port}/{gid}", gid);
        return Beacon(gid, MdsState.Boot);
    }

    private IReadOnlyList<Message> Beacon(ulong gid, MdsState state)
    {
        var session = _sessions[gid];
        return _leader.Send(session, new MMDSBeacon
        {
            Fsid = LoneLeader.Fsid,
            GlobalId = gid,
            Name = session.Name.Id,
            State = state,
            Sequence = ++_sequence,
            Compat = MdsCompat.Default,
            Features = (ulong)Features.Default,
        });
    }
}
