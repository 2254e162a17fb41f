using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>What an OSD tells of itself in every report: how full, how busy, whom it pings.</summary>
public sealed record OsdStat : IWireType<OsdStat>
{
    private const byte Version = 14;
    private const byte OldestReader = 2;
    private const byte HistogramVersion = 1;

    private static readonly Codec<IReadOnlyDictionary<string, string>> AlertTexts = new(
        static (ref r) => r.ReadMap(Codecs.String, Codecs.String),
        static (w, texts) => w.WriteMap(texts, Codecs.String, Codecs.String),
        4);

    public static readonly OsdStat Zero = new();

    public static int MinimumSize => 6;

    public long Kb { get; init; }

    public long KbUsed { get; init; }

    public long KbAvailable { get; init; }

    public uint SnapTrimQueueLength { get; init; }

    public uint SnapTrimming { get; init; }

    public IReadOnlyList<int> HeartbeatPeers { get; init; } = [];

    /// <summary>Dead; travels.</summary>
    public IReadOnlyList<int> HeartbeatOut { get; init; } = [];

    /// <summary>Counts by power of two of the age of what waits.</summary>
    public IReadOnlyList<int> OpQueueAgeHistogram { get; init; } = [];

    public ObjectStorePerformance Performance { get; init; } = new(ObjectStorePerformance.MillisecondsVersion, 0, 0);

    public uint UpFrom { get; init; }

    public ulong Sequence { get; init; }

    public uint PgCount { get; init; }

    public long KbUsedData { get; init; }

    public long KbUsedOmap { get; init; }

    public long KbUsedMeta { get; init; }

    public StoreStatfs Statfs { get; init; } = StoreStatfs.Zero;

    /// <summary>By OSD the names and texts of its store's alerts.</summary>
    public IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>> Alerts { get; init; } =
        ReadOnlyDictionary<int, IReadOnlyDictionary<string, string>>.Empty;

    public long ShardsRepaired { get; init; }

    /// <summary>In a sum how many OSDs it is of; in one OSD's report 1.</summary>
    public int OsdCount { get; init; }

    public int PerPoolOsdCount { get; init; }

    public int PerPoolOmapOsdCount { get; init; }

    public IReadOnlyList<OsdPing> Pings { get; init; } = [];

    public static OsdStat Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var stat = new OsdStat
        {
            Kb = reader.ReadInt64(),
            KbUsed = reader.ReadInt64(),
            KbAvailable = reader.ReadInt64(),
            SnapTrimQueueLength = reader.ReadUInt32(),
            SnapTrimming = reader.ReadUInt32(),
            HeartbeatPeers = reader.ReadList(Codecs.Int32),
            HeartbeatOut = reader.ReadList(Codecs.Int32),
            OpQueueAgeHistogram = ReadHistogram(ref reader),
            Performance = reader.Read<ObjectStorePerformance>(),
            UpFrom = reader.ReadUInt32(),
            Sequence = reader.ReadUInt64(),
            PgCount = reader.ReadUInt32(),
            KbUsedData = reader.ReadInt64(),
            KbUsedOmap = reader.ReadInt64(),
            KbUsedMeta = reader.ReadInt64(),
            Statfs = reader.Read<StoreStatfs>(),
            Alerts = reader.ReadMap(Codecs.Int32, AlertTexts),
            ShardsRepaired = reader.ReadInt64(),
            OsdCount = reader.ReadInt32(),
            PerPoolOsdCount = reader.ReadInt32(),
            PerPoolOmapOsdCount = reader.ReadInt32(),
            Pings = reader.ReadList<OsdPing>(),
        };
        reader.EndStruct(scope);
        return stat;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteInt64(Kb);
        writer.WriteInt64(KbUsed);
        writer.WriteInt64(KbAvailable);
        writer.WriteUInt32(SnapTrimQueueLength);
        writer.WriteUInt32(SnapTrimming);
        writer.WriteList(HeartbeatPeers, Codecs.Int32);
        writer.WriteList(HeartbeatOut, Codecs.Int32);
        WriteHistogram(writer, OpQueueAgeHistogram);
        writer.Write(Performance);
        writer.WriteUInt32(UpFrom);
        writer.WriteUInt64(Sequence);
        writer.WriteUInt32(PgCount);
        writer.WriteInt64(KbUsedData);
        writer.WriteInt64(KbUsedOmap);
        writer.WriteInt64(KbUsedMeta);
        writer.Write(Statfs);
        writer.WriteMap(Alerts, Codecs.Int32, AlertTexts);
        writer.WriteInt64(ShardsRepaired);
        writer.WriteInt32(OsdCount);
        writer.WriteInt32(PerPoolOsdCount);
        writer.WriteInt32(PerPoolOmapOsdCount);
        writer.WriteList(Pings);
        writer.EndStruct(scope);
    }

    /// <summary>
    /// As an element of <c>osd_stats</c> in <c>ceph pg dump</c>, or its <c>osd_stats_sum</c>,
    /// without the object round it and the OSD's number.
    /// </summary>
    public void DumpMembers(Utf8JsonWriter json, Release release, bool withPings = true)
    {
        json.WriteNumber("up_from", UpFrom);
        json.WriteNumber("seq", Sequence);
        json.WriteNumber("num_pgs", PgCount);
        json.WriteNumber("num_osds", OsdCount);
        json.WriteNumber("num_per_pool_osds", PerPoolOsdCount);
        json.WriteNumber("num_per_pool_omap_osds", PerPoolOmapOsdCount);
        json.WriteNumber("kb", Kb);
        json.WriteNumber("kb_used", KbUsed);
        json.WriteNumber("kb_used_data", KbUsedData);
        json.WriteNumber("kb_used_omap", KbUsedOmap);
        json.WriteNumber("kb_used_meta", KbUsedMeta);
        json.WriteNumber("kb_avail", KbAvailable);
        Statfs.Dump(json, "statfs");
        json.WriteNumbers("hb_peers", HeartbeatPeers);
        json.WriteNumber("snap_trim_queue_len", SnapTrimQueueLength);
        json.WriteNumber("num_snap_trimming", SnapTrimming);
        json.WriteNumber("num_shards_repaired", ShardsRepaired);
        json.WriteStartObject("op_queue_age_hist");
        json.WriteNumbers("histogram", OpQueueAgeHistogram);
        json.WriteNumber("upper_bound", 1L << Math.Min(OpQueueAgeHistogram.Count, 62));
        json.WriteEndObject();
        Performance.Dump(json, "perf_stat");
        DumpAlerts(json);
        if (withPings && release < Release.Tentacle)
        {
            DumpPings(json);
        }
    }

    private static int[] ReadHistogram(ref WireReader reader)
    {
        var scope = reader.BeginStruct(HistogramVersion);
        var counts = reader.ReadList(Codecs.Int32);
        reader.EndStruct(scope);
        return counts;
    }

    private static void WriteHistogram(WireWriter writer, IReadOnlyList<int> counts)
    {
        var scope = writer.BeginStruct(HistogramVersion, HistogramVersion);
        writer.WriteList(counts, Codecs.Int32);
        writer.EndStruct(scope);
    }

    private void DumpAlerts(Utf8JsonWriter json)
    {
        json.WriteStartArray("alerts");
        foreach (var (osd, texts) in Alerts)
        {
            foreach (var (name, text) in texts)
            {
                json.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $" osd: {osd} {name}:{text}"));
            }
        }

        json.WriteEndArray();
    }

    /// <summary>The member <c>network_ping_times</c> alone.</summary>
    public void DumpPings(Utf8JsonWriter json)
    {
        json.WriteStartArray("network_ping_times");
        foreach (var ping in Pings)
        {
            ping.Dump(json);
        }

        json.WriteEndArray();
    }
}
