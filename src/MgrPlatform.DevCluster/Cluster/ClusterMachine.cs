using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>
/// The recorded cluster without its threads, clock and disk: inputs in, a new state, documents and events out.
/// One caller at a time may change it; what it publishes may be read by anybody.
/// </summary>
internal sealed class ClusterMachine
{
    private const string RecoveryEvent = "9b3bc8f9-1fd2-4607-af23-45f07eaaf388";
    private static readonly JsonNode NoId = JsonValue.Create("");

    private readonly Scene[] _scenes;
    private readonly Story _story;
    private readonly DocumentTable _documents;
    private readonly MapDocuments _maps;
    private ClusterState _state;

    public ClusterMachine(
        OsdLayout layout,
        RecordedMoment first,
        bool isHeld,
        TimeSpan momentDuration,
        DateTimeOffset now,
        CephConfig config,
        string managerId,
        ImmutableArray<StoredValue> stored)
    {
        _scenes = [.. RecordedMoment.All.Select(moment => new Scene(moment, layout))];
        _story = new Story(now, first, isHeld, momentDuration);
        Timeline = new CounterTimeline(now, first);
        Daemons = new DaemonTable(layout, new CounterRecording(), Timeline, managerId);
        _maps = new MapDocuments(managerId, OsdMapScaling.Crush(RecordedFiles.Json(RecordedFiles.Cluster, "osd_crush_dump").AsObject(), layout));
        Services = new ServiceDocuments(config, Daemons.All, _maps);
        _documents = new DocumentTable([.. _maps.All, .. StatisticsDocuments.All, .. Services.All]);

        var scene = _scenes[first.Index];
        var osdMap = new OsdMap(scene, now);
        var empty = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        var state = new ClusterState
        {
            OsdMap = osdMap,
            PgMap = PgMap.First(osdMap, now),
            Maps = new MinorMaps(0, 0, 0, 0, now),
            Health = HealthReport.Of(osdMap, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, HealthCheck>>.Empty),
            Started = now,
            Now = now,
            EnabledModules = ImmutableSortedSet.Create<string>(StringComparer.Ordinal),
            Options = empty,
            Store = empty,
            Config = empty,
        };
        state = Recover(Store(state, stored));
        foreach (var line in RecordedFiles.Json(RecordedFiles.Cluster, "log_last_50").AsArray())
        {
            state = state.Logged(
                line!["name"]!.GetValue<string>(),
                line["rank"]!.GetValue<string>(),
                line["channel"]!.GetValue<string>(),
                line["priority"]!.GetValue<string>(),
                line["message"]!.GetValue<string>());
        }

        _state = state;
        _documents.Publish(null, state);
    }

    public ClusterState State => Volatile.Read(ref _state);

    public CounterTimeline Timeline { get; }

    public DaemonTable Daemons { get; }

    public MapDocuments Maps => _maps;

    public ServiceDocuments Services { get; }

    public Document? FindDocument(string name) => _documents.Find(name);

    /// <summary>Plays what has become due.</summary>
    public List<BackendEvent> Advance(DateTimeOffset now)
    {
        List<BackendEvent> events = [];
        foreach (var due in _story.Advance(now))
        {
            var state = _state with { Now = due.Time };
            switch (due)
            {
                case StoryEvent.Reported:
                    Timeline.Add(due.Time.ToUnixTimeSeconds(), _story.Moment);
                    _state = state;
                    break;
                case StoryEvent.Digested:
                    Publish(Settle(_state, new ClusterStep(Digest(state))), events, isDigest: true);
                    break;
                case StoryEvent.Entered entered:
                    Publish(Settle(_state, new ClusterStep(Enter(state, entered.Moment))), events);
                    if (entered.Moment == RecordedMoment.Recovering)
                    {
                        // It starts anew and declares its counters again.
                        events.Add(new BackendEvent.Notified(NotifyTypes.PerfSchemaUpdate, RecordedMoment.OsdDown.StoppedDaemon, 0));
                    }

                    break;
            }
        }

        return events;
    }

    /// <summary>Makes a settled step's state the present one; to be called after what it stores is on the disk.</summary>
    public List<BackendEvent> Apply(ClusterStep settled)
    {
        List<BackendEvent> events = [];
        Publish(settled, events);
        return events;
    }

    /// <summary>The step with what follows from it: stored values in place, health, the log, the manager map.</summary>
    public static ClusterStep Settle(ClusterState before, ClusterStep step)
    {
        var next = WithHealth(before, Store(step.State, step.Stored));
        if (next.EnabledModules != before.EnabledModules || next.ServiceUris != before.ServiceUris)
        {
            next = next with { Maps = next.Maps with { ManagerChanges = next.Maps.ManagerChanges + 1 } };
        }

        return step with { State = next };
    }

    /// <summary>The state with these values in it.</summary>
    private static ClusterState Store(ClusterState state, ImmutableArray<StoredValue> stored)
    {
        foreach (var (kind, key, value) in stored)
        {
            state = kind switch
            {
                StoredKind.Option => state with { Options = Set(state.Options, key, value) },
                StoredKind.Key => state with { Store = Set(state.Store, key, value) },
                StoredKind.Config => state with { Config = Set(state.Config, key, value) },
                _ => state with { EnabledModules = value is null ? state.EnabledModules.Remove(key) : state.EnabledModules.Add(key) },
            };
        }

        return state;
    }

    private static ImmutableSortedDictionary<string, string> Set(ImmutableSortedDictionary<string, string> all, string key, string? value) =>
        value is null ? all.Remove(key) : all.SetItem(key, value);

    private ClusterState Digest(ClusterState state)
    {
        state = state with
        {
            Digests = state.Digests + 1,
            PgMap = state.PgMap.Later(state.Now, (long)Story.DigestPeriod.TotalSeconds),
        };

        // An OSD that runs though it was marked down protests and comes back.
        var changes = state.OsdMap.Changes;
        foreach (var (id, change) in changes.Osds.Where(osd => osd.Value.IsMarkedDown))
        {
            if (state.Scene.Moment.StoppedDaemon != $"osd.{id}")
            {
                changes = changes.With(id, change with { UpFrom = state.OsdMap.Epoch + 1 });
                state = state.Logged($"osd.{id}", $"osd.{id}", "cluster", "[WRN]", $"Monitor daemon marked osd.{id} down, but it is still running")
                    .Logged("[INF]", $"osd.{id} {state.OsdMap.Osds[id]!["public_addrs"]!["addrvec"]![0]!["addr"]} boot");
            }
        }

        return Recover(changes == state.OsdMap.Changes ? state : state.With(changes));
    }

    private ClusterState Enter(ClusterState state, RecordedMoment moment)
    {
        state = state.With(state.OsdMap.Next(_scenes[moment.Index], state.Now));
        var maps = state.Maps with { Changed = state.Now };
        if (moment == RecordedMoment.OsdDown)
        {
            state = state.Logged("[INF]", "osd.2 marked itself down and dead").Logged("[INF]", "daemon mds.m restarted");
            maps = maps with { StandbyRestarts = maps.StandbyRestarts + 1 };
        }
        else if (moment == RecordedMoment.Recovering)
        {
            state = state.Logged("[INF]", "osd.2 boot");
            maps = maps with { MonitorWeights = maps.MonitorWeights + 1 };
            state = (state with { Maps = maps }).Logged("[DBG]", $"monmap e{1 + maps.MonitorWeights}: 3 mons at {{a,b,c}}");
        }
        else
        {
            // The second of the recorded service maps follows the first, so the first of the next round is two later.
            maps = maps with { ServiceShift = maps.ServiceShift + 2 };
        }

        return Recover(state with { Maps = maps });
    }

    /// <summary>The progress of the recovery, while there is one.</summary>
    private ClusterState Recover(ClusterState state)
    {
        if (state.Scene.Moment != RecordedMoment.Recovering)
        {
            return state.Progress.ContainsKey(RecoveryEvent) ? state with { Progress = state.Progress.Remove(RecoveryEvent) } : state;
        }

        var progress = new ProgressEvent("", RecoveryEvent, "Global Recovery Event", _story.Fraction(state.Now), AddToCephStatus: true);
        return state with { Progress = state.Progress.SetItem(RecoveryEvent, new ProgressEntry(progress, _story.Entered)) };
    }

    private void Publish(ClusterStep settled, List<BackendEvent> events, bool isDigest = false)
    {
        var before = _state;
        var (next, stored) = (settled.State, settled.Stored);
        var changed = _documents.Publish(before, next);
        Volatile.Write(ref _state, next);
        foreach (var type in (string[])[NotifyTypes.OsdMap, NotifyTypes.FsMap, NotifyTypes.MonMap, NotifyTypes.ServiceMap])
        {
            Notify(changed.Contains(type), type, events);
        }

        Notify(isDigest || changed.Contains("health"), NotifyTypes.Health, events);
        Notify(isDigest, NotifyTypes.MonStatus, events);
        Notify(isDigest, NotifyTypes.PgSummary, events);
        var seen = before.Log.IsEmpty ? 0 : before.Log[^1].Seq;
        foreach (var line in next.Log.Where(line => line.Seq > seen))
        {
            events.Add(new BackendEvent.Notified(NotifyTypes.ClusterLog, line.ToJson(_maps.LeaderAddresses), 0));
        }

        Tell(StoredKind.Option, static keys => new BackendEvent.OptionsChanged(keys));
        Tell(StoredKind.Key, static keys => new BackendEvent.StoreChanged(keys));
        if (next.EnabledModules != before.EnabledModules)
        {
            events.Add(new BackendEvent.ModulesChanged());
        }

        void Tell(StoredKind kind, Func<ImmutableArray<string>, BackendEvent> make)
        {
            if (stored.Where(value => value.Kind == kind).Select(value => value.Key).ToImmutableArray() is { IsEmpty: false } keys)
            {
                events.Add(make(keys));
            }
        }
    }

    /// <summary>Health follows the maps and the modules; what changed is logged.</summary>
    private static ClusterState WithHealth(ClusterState before, ClusterState next)
    {
        if (next.OsdMap == before.OsdMap && next.ModuleChecks == before.ModuleChecks)
        {
            return next;
        }

        var health = HealthReport.Of(next.OsdMap, next.ModuleChecks);
        if (health.SameAs(before.Health))
        {
            return next;
        }

        foreach (var (priority, message) in health.ChangesFrom(before.Health))
        {
            next = next.Logged(priority, message);
        }

        return next with { Health = health };
    }

    private void Notify(bool isDue, string type, List<BackendEvent> events)
    {
        if (isDue)
        {
            events.Add(new BackendEvent.Notified(type, NoId, _documents.Find(type)!.Version));
        }
    }
}
