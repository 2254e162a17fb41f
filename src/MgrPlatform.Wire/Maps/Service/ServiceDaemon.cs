using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Service;

/// <summary>One daemon of a service.</summary>
public sealed record ServiceDaemon(
    ulong Gid,
    EntityAddress Address,
    uint StartEpoch,
    UTime StartStamp,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyDictionary<string, string> TaskStatus) : IWireType<ServiceDaemon>
{
    private const byte Version = 2;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public static ServiceDaemon Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var gid = reader.ReadUInt64();
        var address = reader.Read<EntityAddress>();
        var startEpoch = reader.ReadUInt32();
        var startStamp = reader.ReadUTime();
        var metadata = reader.ReadMap(Codecs.String, Codecs.String);
        var taskStatus = reader.ReadMap(Codecs.String, Codecs.String);
        reader.EndStruct(scope);
        return new ServiceDaemon(gid, address, startEpoch, startStamp, metadata, taskStatus);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteUInt64(Gid);
        writer.Write(Address);
        writer.WriteUInt32(StartEpoch);
        writer.WriteUTime(StartStamp);
        writer.WriteMap(Metadata, Codecs.String, Codecs.String);
        writer.WriteMap(TaskStatus, Codecs.String, Codecs.String);
        writer.EndStruct(scope);
    }

    internal void Dump(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteNumber("start_epoch", StartEpoch);
        json.WriteTime("start_stamp", StartStamp);
        json.WriteNumber("gid", Gid);
        json.WriteString("addr", Address.ToAddressAndNonce());
        json.WriteStringMap("metadata", Metadata);
        json.WriteStringMap("task_status", TaskStatus);
        json.WriteEndObject();
    }
}
