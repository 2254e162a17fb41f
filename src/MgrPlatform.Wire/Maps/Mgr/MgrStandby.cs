using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Mgr;

/// <summary>A manager that stands by.</summary>
/// <param name="ModuleNames">The names of <paramref name="AvailableModules"/> again, for readers from before Mimic.</param>
public sealed record MgrStandby(
    ulong Gid, string Name, IReadOnlyList<string> ModuleNames, IReadOnlyList<MgrModule> AvailableModules, Features Features)
    : IWireType<MgrStandby>
{
    private const byte Version = 4;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public static MgrStandby Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var gid = reader.ReadUInt64();
        var name = reader.ReadString();
        var moduleNames = reader.ReadList(Codecs.String);
        var availableModules = reader.ReadList<MgrModule>();
        var features = (Features)reader.ReadUInt64();
        reader.EndStruct(scope);
        return new MgrStandby(gid, name, moduleNames, availableModules, features);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteUInt64(Gid);
        writer.WriteString(Name);
        writer.WriteList(ModuleNames, Codecs.String);
        writer.WriteList(AvailableModules);
        writer.WriteUInt64((ulong)Features);
        writer.EndStruct(scope);
    }

    internal void Dump(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("gid", Gid);
        json.WriteString("name", Name);
        json.WriteNumber("mgr_features", (ulong)Features);
        MgrModule.Dump(json, "available_modules", AvailableModules);
        json.WriteEndObject();
    }
}
