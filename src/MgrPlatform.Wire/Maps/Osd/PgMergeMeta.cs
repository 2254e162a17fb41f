using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>The last time that two groups of a pool were made one.</summary>
public sealed record PgMergeMeta(
    PgId Source, uint ReadyEpoch, uint LastEpochStarted, uint LastEpochClean, EVersion SourceVersion, EVersion TargetVersion)
    : IWireType<PgMergeMeta>
{
    private const byte Version = 1;

    public static readonly PgMergeMeta None = new(default, 0, 0, 0, default, default);

    public static int MinimumSize => 6;

    public static PgMergeMeta Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var source = reader.Read<PgId>();
        var readyEpoch = reader.ReadUInt32();
        var lastEpochStarted = reader.ReadUInt32();
        var lastEpochClean = reader.ReadUInt32();
        var sourceVersion = reader.Read<EVersion>();
        var targetVersion = reader.Read<EVersion>();
        reader.EndStruct(scope);
        return new PgMergeMeta(source, readyEpoch, lastEpochStarted, lastEpochClean, sourceVersion, targetVersion);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.Write(Source);
        writer.WriteUInt32(ReadyEpoch);
        writer.WriteUInt32(LastEpochStarted);
        writer.WriteUInt32(LastEpochClean);
        writer.Write(SourceVersion);
        writer.Write(TargetVersion);
        writer.EndStruct(scope);
    }

    internal void Dump(Utf8JsonWriter json)
    {
        json.WriteStartObject("last_pg_merge_meta");
        json.WriteString("source_pgid", Source.ToString());
        json.WriteNumber("ready_epoch", ReadyEpoch);
        json.WriteNumber("last_epoch_started", LastEpochStarted);
        json.WriteNumber("last_epoch_clean", LastEpochClean);
        json.WriteString("source_version", SourceVersion.ToString());
        json.WriteString("target_version", TargetVersion.ToString());
        json.WriteEndObject();
    }
}
