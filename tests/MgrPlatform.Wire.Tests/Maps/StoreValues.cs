using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Maps.Service;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Tests.Maps;

/// <summary>Values of a monitor's store that never travel as such: what they are made of is what the wire's types must read.</summary>
internal static class StoreValues
{
    /// <summary>Under mon_config_key, what a change of configuration is kept with.</summary>
    internal sealed record ConfigChange(UTime Stamp, string Who);

    internal sealed record ManagerStatistics(
        PgMapDigest Digest, ServiceMap Services, OrderedDictionary<string, ProgressEvent> Progress);

    internal sealed record LogTail(byte Version, LogEntry[] Entries);

    public static Codec<ConfigChange> ConfigChanges { get; } = new(
        static (ref r) => new ConfigChange(r.ReadUTime(), r.ReadString()),
        static (w, v) =>
        {
            w.WriteUTime(v.Stamp);
            w.WriteString(v.Who);
        },
        12);

    public static Codec<ManagerStatistics> Statistics { get; } = new(
        static (ref r) => new ManagerStatistics(r.Read<PgMapDigest>(), r.Read<ServiceMap>(), Progress.Read(ref r)),
        static (w, v) =>
        {
            v.Digest.Encode(w);
            v.Services.Encode(w);
            Progress.Write(w, v.Progress);
        },
        16);

    public static Codec<LogTail> Log { get; } = new(
        static (ref r) =>
        {
            var version = r.ReadByte();
            List<LogEntry> entries = [];
            while (!r.AtEnd)
            {
                entries.Add(r.Read<LogEntry>());
            }

            return new LogTail(version, [.. entries]);
        },
        static (w, v) =>
        {
            w.WriteByte(v.Version);
            foreach (var entry in v.Entries)
            {
                entry.Encode(w);
            }
        },
        1);

    /// <summary>A key that was removed has no value.</summary>
    public static Codec<byte[]?> Optional { get; } = new(
        static (ref r) => r.ReadBool() ? r.ReadBlob() : null,
        static (w, v) =>
        {
            w.WriteBool(v is not null);
            if (v is not null)
            {
                w.WriteBlob(v);
            }
        },
        1);

    /// <summary>What an MDS complains of: nothing.</summary>
    public static Codec<byte[]> NoMdsHealth { get; } = new(
        static (ref r) =>
        {
            var scope = r.BeginStruct(1);
            var complaints = r.ReadBlob();
            r.EndStruct(scope);
            return complaints;
        },
        static (w, v) =>
        {
            var scope = w.BeginStruct(1, 1);
            w.WriteBlob(v);
            w.EndStruct(scope);
        },
        10);

    private static Codec<OrderedDictionary<string, ProgressEvent>> Progress => Codecs.Map(Codecs.String, Codecs.Of<ProgressEvent>());
}
