using System.Text.Json;
using MgrPlatform.Monitor.Services.Osd.Texts;
using MgrPlatform.Wire.Maps.Fs;

namespace MgrPlatform.Monitor.Services.Status;

/// <summary><c>ceph status</c> as JSON.</summary>
internal static class StatusJson
{
    public static void Write(Utf8JsonWriter json, ClusterStatus status)
    {
        json.WriteStartObject();
        json.WriteString("fsid", status.Fsid);
        json.WritePropertyName("health");
        status.WriteHealth(json);
        json.WriteNumber("election_epoch", status.ElectionEpoch);
        json.WriteStartArray("quorum");
        foreach (var rank in status.Quorum)
        {
            json.WriteNumberValue(rank);
        }

        json.WriteEndArray();
        json.WriteStartArray("quorum_names");
        foreach (var name in status.QuorumNames)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteNumber("quorum_age", (long)status.QuorumAge.TotalSeconds);
        json.WriteStartObject("monmap");
        json.WriteNumber("epoch", status.MonMapEpoch);
        json.WriteString("min_mon_release_name", status.MinMonRelease);
        json.WriteNumber("num_mons", status.Monitors.Count);
        json.WriteEndObject();
        json.WritePropertyName("osdmap");
        new OsdSummary(status.OsdMap, status.Now).Write(json);
        json.WritePropertyName("pgmap");
        new PgFigures(status.Digest).Write(json);
        WriteFilesystems(json, status.FsMap);
        WriteManagers(json, status);
        json.WritePropertyName("servicemap");
        status.Services.Dump(json);
        json.WriteStartObject("progress_events");
        foreach (var (id, entry) in status.Progress)
        {
            json.WriteStartObject(id);
            json.WriteString("message", entry.Message);
            json.WriteNumber("progress", entry.Progress);
            json.WriteBoolean("add_to_ceph_s", entry.InStatus);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFilesystems(Utf8JsonWriter json, FsMap map)
    {
        json.WriteStartObject("fsmap");
        json.WriteNumber("epoch", map.Epoch);
        foreach (var filesystem in map.Filesystems)
        {
            json.WriteNumber("id", filesystem.Id);
            json.WriteNumber("up", filesystem.MdsMap.Up.Count);
            json.WriteNumber("in", filesystem.MdsMap.In.Count);
            json.WriteNumber("max", filesystem.MdsMap.MaxMds);
        }

        json.WriteStartArray("by_rank");
        foreach (var filesystem in map.Filesystems)
        {
            foreach (var (rank, gid) in filesystem.MdsMap.Up)
            {
                var info = filesystem.MdsMap.Daemons[gid];
                json.WriteStartObject();
                json.WriteNumber("filesystem_id", filesystem.Id);
                json.WriteNumber("rank", rank);
                json.WriteString("name", info.Name);
                json.WriteString("status", info.State.ToName() + (info.LaggySince.IsZero ? "" : "(laggy or crashed)"));
                json.WriteNumber("gid", gid);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteNumber("up:standby", map.Standbys.Count);
        if (map.Filesystems.Sum(static filesystem => filesystem.MdsMap.Failed.Count) is > 0 and var failed)
        {
            json.WriteNumber("failed", failed);
        }

        json.WriteEndObject();
    }

    private static void WriteManagers(Utf8JsonWriter json, ClusterStatus status)
    {
        json.WriteStartObject("mgrmap");
        json.WriteBoolean("available", status.MgrMap.Available);
        json.WriteNumber("num_standbys", status.MgrMap.Standbys.Count);
        json.WriteStartArray("modules");
        foreach (var module in status.MgrMap.Modules)
        {
            json.WriteStringValue(module);
        }

        json.WriteEndArray();
        json.WriteStartObject("services");
        foreach (var (name, uri) in status.MgrMap.Services)
        {
            json.WriteString(name, uri);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
