using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>Every daemon of the cluster: the recorded ones and the copies of OSDs.</summary>
internal sealed class DaemonTable
{
    private static readonly string[] AddressFields = ["front_addr", "back_addr", "hb_back_addr", "hb_front_addr"];

    private readonly Dictionary<DaemonKey, DaemonState> _daemons;
    private readonly CounterRecording _counters;
    private readonly CounterTimeline _timeline;

    public DaemonTable(OsdLayout layout, CounterRecording counters, CounterTimeline timeline, string managerId)
    {
        _counters = counters;
        _timeline = timeline;
        _daemons = Osds(layout)
            .Concat(Named("mds", id => id))
            .Concat(Named("mon", id => id))
            .Concat(Named("mgr", id => id == "x" ? managerId : id))
            .Append(Gateway())
            .ToDictionary(daemon => daemon.Key);
    }

    public IReadOnlyCollection<DaemonState> All => _daemons.Values;

    public DaemonState? Find(DaemonKey key) => _daemons.GetValueOrDefault(key);

    private IEnumerable<DaemonState> Osds(OsdLayout layout)
    {
        var recorded = RecordedFiles.Json(RecordedFiles.Cluster, "osd_metadata").AsArray();
        for (var osd = 0; osd < layout.Count; osd++)
        {
            var template = OsdLayout.Template(osd);
            var metadata = Texts(recorded[template]!.AsObject(), "id");
            if (OsdLayout.IsCopy(osd))
            {
                metadata = Copy(metadata, osd);
            }

            var head = OsdLayout.IsCopy(osd) ? osd : 0; // Copies differ by what they did before.
            yield return State(new DaemonKey("osd", osd.ToString(CultureInfo.InvariantCulture)), $"osd.{template}", metadata, head);
        }
    }

    private static ImmutableSortedDictionary<string, string> Copy(ImmutableSortedDictionary<string, string> template, int osd)
    {
        var copy = template.ToBuilder();
        copy["hostname"] = OsdLayout.Host(osd);
        copy["osd_data"] = $"/var/lib/ceph/osd/ceph-{osd}";
        for (var i = 0; i < AddressFields.Length; i++)
        {
            var port = OsdLayout.Port(osd) + (2 * i);
            var (address, nonce) = (OsdLayout.Address(osd), OsdLayout.Nonce(osd));
            copy[AddressFields[i]] = $"[v2:{address}:{port}/{nonce},v1:{address}:{port + 1}/{nonce}]";
        }

        return copy.ToImmutable();
    }

    private IEnumerable<DaemonState> Named(string type, Func<string, string> rename)
    {
        foreach (var daemon in RecordedFiles.Json(RecordedFiles.Cluster, $"{type}_metadata").AsArray())
        {
            var id = daemon!["name"]!.GetValue<string>();
            yield return State(new DaemonKey(type, rename(id)), $"{type}.{id}", Texts(daemon.AsObject(), "name"), 0);
        }
    }

    private DaemonState Gateway()
    {
        var recorded = RecordedFiles.Json(RecordedMoment.Healthy.Name, "service_dump")["services"]!["rgw"]!["daemons"]!["gw.demo"]!;
        var status = RecordedFiles.Json(RecordedFiles.Cluster, "service_status")["rgw"]!["gw.demo"]!["status"]!.AsObject();
        return State(new DaemonKey("rgw", "gw.demo"), "rgw.gw.demo", Texts(recorded["metadata"]!.AsObject(), ""), 0) with { Status = Texts(status, "") };
    }

    private DaemonState State(DaemonKey key, string recording, ImmutableSortedDictionary<string, string> metadata, int head)
    {
        var stops = RecordedMoment.All.Any(moment => moment.StoppedDaemon == key.ToString());
        var counters = _counters.Of(recording).ToImmutableSortedDictionary(
            counter => counter.Schema.Path,
            PerfCounter (counter) => new PlayedCounter(counter, _timeline, stops, head),
            StringComparer.Ordinal);
        return new DaemonState(key, metadata["hostname"], metadata, ImmutableSortedDictionary<string, string>.Empty, counters);
    }

    private static ImmutableSortedDictionary<string, string> Texts(JsonObject item, string without) => item
        .Where(field => field.Key != without)
        .ToImmutableSortedDictionary(field => field.Key, field => field.Value!.GetValue<string>(), StringComparer.Ordinal);
}
