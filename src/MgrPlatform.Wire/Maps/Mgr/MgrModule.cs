using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Mgr;

/// <summary>A module that a manager has, and the options that it declares.</summary>
public sealed record MgrModule(
    string Name, bool CanRun, string ErrorText, IReadOnlyDictionary<string, MgrModuleOption> Options)
    : IWireType<MgrModule>
{
    private const byte Version = 2;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public static MgrModule Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var name = reader.ReadString();
        var canRun = reader.ReadBool();
        var errorText = reader.ReadString();
        var options = reader.ReadMap(Codecs.String, Codecs.Of<MgrModuleOption>());
        reader.EndStruct(scope);
        return new MgrModule(name, canRun, errorText, options);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteString(Name);
        writer.WriteBool(CanRun);
        writer.WriteString(ErrorText);
        writer.WriteMap(Options, Codecs.String, Codecs.Of<MgrModuleOption>());
        writer.EndStruct(scope);
    }

    internal static void Dump(Utf8JsonWriter json, string name, IReadOnlyList<MgrModule> modules)
    {
        json.WriteStartArray(name);
        foreach (var module in modules)
        {
            json.WriteStartObject();
            json.WriteString("name", module.Name);
            json.WriteBoolean("can_run", module.CanRun);
            json.WriteString("error_string", module.ErrorText);
            json.WriteStartObject("module_options");
            foreach (var (key, option) in module.Options)
            {
                option.Dump(json, key);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
