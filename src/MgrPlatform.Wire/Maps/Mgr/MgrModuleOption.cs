using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Mgr;

/// <summary>An option that a module declares. The monitor checks values against it before it stores them.</summary>
public sealed record MgrModuleOption : IWireType<MgrModuleOption>
{
    private const byte Version = 1;

    public static int MinimumSize => 6;

    public string Name { get; init; } = "";

    public MgrOptionType Type { get; init; }

    public MgrOptionLevel Level { get; init; }

    /// <summary>Bit 0: may change while the module runs.</summary>
    public uint Flags { get; init; }

    public string DefaultValue { get; init; } = "";

    public string Min { get; init; } = "";

    public string Max { get; init; } = "";

    public IReadOnlyList<string> EnumAllowed { get; init; } = [];

    public string Description { get; init; } = "";

    public string LongDescription { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<string> SeeAlso { get; init; } = [];

    public static MgrModuleOption Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var option = new MgrModuleOption
        {
            Name = reader.ReadString(),
            Type = (MgrOptionType)reader.ReadByte(),
            Level = (MgrOptionLevel)reader.ReadByte(),
            Flags = reader.ReadUInt32(),
            DefaultValue = reader.ReadString(),
            Min = reader.ReadString(),
            Max = reader.ReadString(),
            EnumAllowed = reader.ReadList(Codecs.String),
            Description = reader.ReadString(),
            LongDescription = reader.ReadString(),
            Tags = reader.ReadList(Codecs.String),
            SeeAlso = reader.ReadList(Codecs.String),
        };
        reader.EndStruct(scope);
        return option;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteString(Name);
        writer.WriteByte((byte)Type);
        writer.WriteByte((byte)Level);
        writer.WriteUInt32(Flags);
        writer.WriteString(DefaultValue);
        writer.WriteString(Min);
        writer.WriteString(Max);
        writer.WriteList(EnumAllowed, Codecs.String);
        writer.WriteString(Description);
        writer.WriteString(LongDescription);
        writer.WriteList(Tags, Codecs.String);
        writer.WriteList(SeeAlso, Codecs.String);
        writer.EndStruct(scope);
    }

    internal void Dump(Utf8JsonWriter json, string key)
    {
        json.WriteStartObject(key);
        json.WriteString("name", Name);
        json.WriteString("type", ToName(Type));
        json.WriteString("level", ToName(Level));
        json.WriteNumber("flags", Flags);
        json.WriteString("default_value", DefaultValue);
        json.WriteString("min", Min);
        json.WriteString("max", Max);
        json.WriteStrings("enum_allowed", EnumAllowed);
        json.WriteString("desc", Description);
        json.WriteString("long_desc", LongDescription);
        json.WriteStrings("tags", Tags);
        json.WriteStrings("see_also", SeeAlso);
        json.WriteEndObject();
    }

    private static string ToName(MgrOptionType type) => type switch
    {
        MgrOptionType.UnsignedInteger => "uint",
        MgrOptionType.Integer => "int",
        MgrOptionType.Text => "str",
        MgrOptionType.Real => "float",
        MgrOptionType.Boolean => "bool",
        MgrOptionType.Address => "addr",
        MgrOptionType.Addresses => "addrvec",
        MgrOptionType.Uuid => "uuid",
        MgrOptionType.Size => "size",
        MgrOptionType.Seconds => "secs",
        MgrOptionType.Milliseconds => "millisecs",
        _ => "unknown",
    };

    private static string ToName(MgrOptionLevel level) => level switch
    {
        MgrOptionLevel.Basic => "basic",
        MgrOptionLevel.Advanced => "advanced",
        MgrOptionLevel.Developer => "dev",
        _ => "unknown",
    };
}
