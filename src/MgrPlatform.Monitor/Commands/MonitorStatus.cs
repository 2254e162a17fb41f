using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Services.Health;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Commands;

/// <summary>How a monitor describes itself and its quorum, in Ceph's JSON.</summary>
public static class MonitorStatus
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>mon_status</c>, which the manager's digest carries, too.</summary>
    public static string Json(MonitorContext monitor) => Text(json => Write(json, monitor));

    public static string HealthJson(MonitorContext monitor) =>
        Text(json => HealthText.Write(json, monitor.Service<HealthService>(), withDetail: true));

    /// <summary>The answer to <c>ceph ping</c>.</summary>
    public static string PingJson(MonitorContext monitor) => Text(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("health");
        HealthText.Write(json, monitor.Service<HealthService>(), withDetail: false);
        json.WritePropertyName("mon_status");
        Write(json, monitor);
        json.WriteEndObject();
    });

    public static void Write(Utf8JsonWriter json, MonitorContext monitor)
    {
        json.WriteStartObject();
        json.WriteString("name", monitor.Name);
        json.WriteNumber("rank", monitor.Rank);
        json.WriteString("state", monitor.State);
        json.WriteNumber("election_epoch", monitor.ElectionEpoch);
        json.WriteStartArray("quorum");
        foreach (var rank in monitor.Quorum)
        {
            json.WriteNumberValue(rank);
        }

        json.WriteEndArray();
        if (monitor.IsInQuorum)
        {
            json.WriteNumber("quorum_age", Age(monitor));
        }

        json.WriteStartObject("features");
        json.WriteString("required_con", "2449958747317026820");
        WriteNames(json, "required_mon", monitor.MonMap.PersistentFeatures.ToNames());
        json.WriteString("quorum_con", ((ulong)monitor.QuorumFeatures).ToString(CultureInfo.InvariantCulture));
        WriteNames(json, "quorum_mon", MonFeatures.AllOfPacific.ToNames());
        json.WriteEndObject();
        WriteNames(json, "outside_quorum", []);
        WriteNames(json, "extra_probe_peers", []);
        WriteNames(json, "sync_provider", []);
        json.WritePropertyName("monmap");
        monitor.MonMap.Dump(json, monitor.MonMap.MinMonRelease);
        WriteFeatureMap(json, "feature_map", monitor);
        json.WriteBoolean("stretch_mode", monitor.MonMap.StretchMode);
        json.WriteEndObject();
    }

    public static void WriteQuorum(Utf8JsonWriter json, MonitorContext monitor)
    {
        json.WriteStartObject();
        json.WriteNumber("election_epoch", monitor.ElectionEpoch);
        json.WriteStartArray("quorum");
        foreach (var rank in monitor.Quorum)
        {
            json.WriteNumberValue(rank);
        }

        json.WriteEndArray();
        WriteNames(json, "quorum_names", monitor.Quorum.Select(rank => monitor.MonMap.Ranks[rank]));
        json.WriteString("quorum_leader_name", monitor.LeaderName ?? "");
        json.WriteNumber("quorum_age", Age(monitor));
        json.WriteStartObject("features");
        json.WriteString("quorum_con", ((ulong)monitor.QuorumFeatures).ToString(CultureInfo.InvariantCulture));
        WriteNames(json, "quorum_mon", MonFeatures.AllOfPacific.ToNames());
        json.WriteEndObject();
        json.WritePropertyName("monmap");
        monitor.MonMap.Dump(json, monitor.MonMap.MinMonRelease);
        json.WriteEndObject();
    }

    /// <summary>Who is connected here, by kind and by what it understands.</summary>
    public static void WriteFeatureMap(Utf8JsonWriter json, string? name, MonitorContext monitor)
    {
        if (name is null)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartObject(name);
        }

        var peers = monitor.Sessions.Select(static session => (session.Type, session.Features))
            .Concat(monitor.Quorum.Select(_ => (Type: EntityType.Monitor, monitor.QuorumFeatures)));
        foreach (var kind in peers.GroupBy(static peer => peer.Type).OrderBy(static kind => (uint)kind.Key))
        {
            json.WriteStartArray(kind.Key.ToName());
            foreach (var some in kind.GroupBy(static peer => peer.Item2).OrderBy(static some => (ulong)some.Key))
            {
                json.WriteStartObject();
                json.WriteString("features", string.Create(CultureInfo.InvariantCulture, $"0x{(ulong)some.Key:x}"));
                json.WriteString("release", some.Key.HasFlag(Features.ServerSquid) ? "squid" : "luminous");
                json.WriteNumber("num", some.Count());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static long Age(MonitorContext monitor) => (long)(monitor.Elapsed - monitor.QuorumSince).TotalSeconds;

    private static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> names)
    {
        json.WriteStartArray(name);
        foreach (var one in names)
        {
            json.WriteStringValue(one);
        }

        json.WriteEndArray();
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
