using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Health;

namespace MgrPlatform.Wire.Messages.Fs;

/// <summary>Something that a metadata server complains about.</summary>
/// <param name="Type">Ceph's number for it: 1 behind on trimming … 12 slow metadata IOs.</param>
/// <param name="Metadata">Which client, how many.</param>
public sealed record MdsHealthMetric(ushort Type, HealthSeverity Severity, string Message, IReadOnlyDictionary<string, string> Metadata)
    : IWireType<MdsHealthMetric>
{
    private const byte Version = 1;

    public static readonly IReadOnlyDictionary<string, string> NoMetadata = ReadOnlyDictionary<string, string>.Empty;

    public static int MinimumSize => 6;

    public static MdsHealthMetric Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var type = reader.ReadUInt16();
        var severity = (HealthSeverity)reader.ReadByte();
        var message = reader.ReadString();
        var metadata = reader.ReadMap(Codecs.String, Codecs.String);
        reader.EndStruct(scope);
        return new MdsHealthMetric(type, severity, message, metadata);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteUInt16(Type);
        writer.WriteByte((byte)Severity);
        writer.WriteString(Message);
        writer.WriteMap(Metadata, Codecs.String, Codecs.String);
        writer.EndStruct(scope);
    }
}
