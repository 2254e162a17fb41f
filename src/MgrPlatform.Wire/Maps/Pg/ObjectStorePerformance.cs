using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>How long a store takes to commit and to apply a write.</summary>
/// <param name="StructVersion">1 carries milliseconds, which is what Pacific and later send to us; 2 carries nanoseconds.</param>
public readonly record struct ObjectStorePerformance(byte StructVersion, ulong CommitNanoseconds, ulong ApplyNanoseconds)
    : IWireType<ObjectStorePerformance>
{
    public const byte MillisecondsVersion = 1;
    public const byte NanosecondsVersion = 2;
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    public static int MinimumSize => 14;

    public static ObjectStorePerformance Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(MillisecondsVersion, NanosecondsVersion);
        var isNew = scope.Version >= NanosecondsVersion;
        var commit = isNew ? reader.ReadUInt64() : reader.ReadUInt32() * NanosecondsPerMillisecond;
        var apply = isNew ? reader.ReadUInt64() : reader.ReadUInt32() * NanosecondsPerMillisecond;
        reader.EndStruct(scope);
        return new ObjectStorePerformance(isNew ? NanosecondsVersion : MillisecondsVersion, commit, apply);
    }

    public void Encode(WireWriter writer)
    {
        if (StructVersion >= NanosecondsVersion)
        {
            var scope = writer.BeginStruct(NanosecondsVersion, NanosecondsVersion);
            writer.WriteUInt64(CommitNanoseconds);
            writer.WriteUInt64(ApplyNanoseconds);
            writer.EndStruct(scope);
        }
        else
        {
            var scope = writer.BeginStruct(MillisecondsVersion, MillisecondsVersion);
            writer.WriteUInt32((uint)(CommitNanoseconds / NanosecondsPerMillisecond));
            writer.WriteUInt32((uint)(ApplyNanoseconds / NanosecondsPerMillisecond));
            writer.EndStruct(scope);
        }
    }

    /// <summary>As an object of this name in Ceph's JSON.</summary>
    public void Dump(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteNumber("commit_latency_ms", CommitNanoseconds / NanosecondsPerMillisecond);
        json.WriteNumber("apply_latency_ms", ApplyNanoseconds / NanosecondsPerMillisecond);
        json.WriteNumber("commit_latency_ns", CommitNanoseconds);
        json.WriteNumber("apply_latency_ns", ApplyNanoseconds);
        json.WriteEndObject();
    }
}
