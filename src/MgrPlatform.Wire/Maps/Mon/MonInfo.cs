using System.Collections.ObjectModel;
using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Mon;

/// <summary>One monitor of the monmap.</summary>
public sealed record MonInfo : IWireType<MonInfo>
{
    public const byte PacificVersion = 5;
    public const byte TentacleVersion = 6;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public byte StructVersion { get; init; } = PacificVersion;

    public string Name { get; init; } = "";

    public EntityAddressVector Addresses { get; init; } = EntityAddressVector.Empty;

    public ushort Priority { get; init; }

    public ushort Weight { get; init; }

    public IReadOnlyDictionary<string, string> CrushLocation { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public UTime TimeAdded { get; init; }

    public static MonInfo Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(PacificVersion, TentacleVersion);
        var info = new MonInfo
        {
            StructVersion = Math.Min(scope.Version, TentacleVersion),
            Name = reader.ReadString(),
            Addresses = reader.Read<EntityAddressVector>(),
            Priority = reader.ReadUInt16(),
            Weight = reader.ReadUInt16(),
            CrushLocation = reader.ReadMap(Codecs.String, Codecs.String),
            TimeAdded = scope.Version >= TentacleVersion ? reader.ReadUTime() : UTime.Zero,
        };
        reader.EndStruct(scope);
        return info;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(StructVersion, OldestReader);
        writer.WriteString(Name);
        writer.Write(Addresses);
        writer.WriteUInt16(Priority);
        writer.WriteUInt16(Weight);
        writer.WriteMap(CrushLocation, Codecs.String, Codecs.String);
        if (StructVersion >= TentacleVersion)
        {
            writer.WriteUTime(TimeAdded);
        }

        writer.EndStruct(scope);
    }

    internal void Dump(Utf8JsonWriter json, int rank, Release release)
    {
        json.WriteStartObject();
        json.WriteNumber("rank", rank);
        json.WriteString("name", Name);
        json.WriteAddresses("public_addrs", Addresses);
        var address = Addresses.Legacy.ToAddressAndNonce();
        json.WriteString("addr", address);
        json.WriteString("public_addr", address);
        json.WriteNumber("priority", Priority);
        json.WriteNumber("weight", Weight);
        if (release >= Release.Tentacle)
        {
            json.WriteColonTime("time_added", TimeAdded);
            DumpCrushLocation(json);
        }
        else
        {
            json.WriteString("crush_location", $"{{{string.Join(',', CrushLocation.Select(static pair => $"{pair.Key}={pair.Value}"))}}}");
        }

        json.WriteEndObject();
    }

    private void DumpCrushLocation(Utf8JsonWriter json)
    {
        json.WriteStartArray("crush_location");
        foreach (var (key, value) in CrushLocation)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("val", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
