using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Options;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Manager.Backend;

/// <summary>Modules, their options and commands as beacons have them.</summary>
internal static class ModuleWire
{
    // Only we answer it, and each server has its own.
    private const string Descriptions = "get_command_descriptions";

    public static IReadOnlyList<MgrModule> Modules(ImmutableArray<ModuleReport> reports) =>
        [.. reports.OrderBy(static report => report.Name, StringComparer.Ordinal).Select(static report => new MgrModule(
            report.Name,
            report.CanRun,
            report.Reason,
            report.Options
                .DistinctBy(static option => option.Name)
                .ToImmutableSortedDictionary(static option => option.Name, Option, StringComparer.Ordinal)))];

    /// <summary>What a standby says: what it could run. What options there are is known when a module runs.</summary>
    public static IReadOnlyList<MgrModule> Modules(IEnumerable<Plugin> plugins) =>
        [.. plugins.Select(static plugin => new MgrModule(
            plugin.Name, plugin.Problem is null, plugin.Problem ?? "", ReadOnlyDictionary<string, MgrModuleOption>.Empty))];

    public static IReadOnlyList<MonCommand> Commands(CommandTable table) =>
        [.. table.Entries.Where(static entry => entry.Prefix != Descriptions).Select(static entry => new MonCommand(
            entry.Declaration.Signature,
            entry.Declaration.Description,
            entry.Service,
            entry.Declaration.Permission,
            MonCommand.Everywhere,
            (MonCommandFlags)(uint)entry.Flags | MonCommandFlags.Manager))];

    private static MgrModuleOption Option(OptionDeclaration option) => new()
    {
        Name = option.Name,
        Type = Type(option.Type),
        Level = MgrOptionLevel.Advanced,
        Flags = option.Runtime ? 1u : 0,
        DefaultValue = Text(option.Default),
        Min = Text(option.Min),
        Max = Text(option.Max),
        EnumAllowed = [.. option.EnumAllowed.Order(StringComparer.Ordinal)],
        Description = option.Description,
        LongDescription = option.LongDescription,
        Tags = [.. option.Tags.Order(StringComparer.Ordinal)],
        SeeAlso = [.. option.SeeAlso.Order(StringComparer.Ordinal)],
    };

    // Ceph's manager sends what Python prints.
    private static string Text(JsonNode? value) => value?.ToString() switch
    {
        null => "",
        "true" => "True",
        "false" => "False",
        var text => text,
    };

    private static MgrOptionType Type(string type) => type switch
    {
        "uint" => MgrOptionType.UnsignedInteger,
        "int" => MgrOptionType.Integer,
        "float" => MgrOptionType.Real,
        "bool" => MgrOptionType.Boolean,
        "addr" => MgrOptionType.Address,
        "addrvec" => MgrOptionType.Addresses,
        "uuid" => MgrOptionType.Uuid,
        "size" => MgrOptionType.Size,
        "secs" => MgrOptionType.Seconds,
        "millisecs" => MgrOptionType.Milliseconds,
        _ => MgrOptionType.Text,
    };
}
