using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>A line of the cluster log.</summary>
/// <param name="Sequence">Of this sender; grows.</param>
/// <param name="Channel"><c>cluster</c> or <c>audit</c>.</param>
public sealed record LogEntry(
    EntityName Name,
    EntityInstance Rank,
    EntityAddressVector Addresses,
    UTime Stamp,
    ulong Sequence,
    LogLevel Level,
    string Message,
    string Channel) : IWireType<LogEntry>
{
    private const byte Version = 5;

    public static int MinimumSize => 6;

    public static LogEntry Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var name = reader.Read<EntityName>();
        var rank = reader.Read<EntityInstance>();
        var addresses = reader.Read<EntityAddressVector>();
        var stamp = reader.ReadUTime();
        var sequence = reader.ReadUInt64();
        var level = (LogLevel)reader.ReadUInt16();
        var message = reader.ReadString();
        var channel = reader.ReadString();
        reader.EndStruct(scope);
        return new LogEntry(name, rank, addresses, stamp, sequence, level, message, channel);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.Write(Name);
        writer.Write(Rank);
        writer.Write(Addresses);
        writer.WriteUTime(Stamp);
        writer.WriteUInt64(Sequence);
        writer.WriteUInt16((ushort)Level);
        writer.WriteString(Message);
        writer.WriteString(Channel);
        writer.EndStruct(scope);
    }
}
