using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>Ceph's central configuration: its own options, and those of the modules under <c>mgr mgr/&lt;module&gt;/&lt;name&gt;</c>.</summary>
internal sealed partial class ConfigWords(CephConfig config)
{
    private const string ModulePrefix = "mgr/";

    public IEnumerable<Word> All =>
    [
        Word.Write(
            "config set name=who,type=CephString name=name,type=CephString name=value,type=CephString name=force,type=CephBool,req=false",
            "Set a configuration option for one or more entities",
            Set),
        Word.Write("config rm name=who,type=CephString name=name,type=CephString", "Clear a configuration option for one or more entities", Remove),
        Word.Read("config get name=who,type=CephString name=key,type=CephString,req=false", "Show configuration option(s) for an entity", Get),
        Word.Read("config dump", "Show all configuration option(s)", Dump),
    ];

    private ClusterStep Set(WordCall call, ClusterState state)
    {
        var (who, name, value) = (Who(call), Name(call.Needed("name")), call.Needed("value"));
        if (name.StartsWith(ModulePrefix, StringComparison.Ordinal))
        {
            value = call.Flag("force") ? value : ModuleValue(state, name, value);
            return new ClusterStep(state, [new StoredValue(StoredKind.Option, name, value)], CommandResult.Success(""));
        }

        if (config.FindDeclaration(name) is null)
        {
            throw new WordException(Errno.Invalid, $"unrecognized config option '{name}'");
        }

        return config.Refusal(name, value) is { } refusal
            ? throw new WordException(Errno.Invalid, refusal)
            : new ClusterStep(state, [new StoredValue(StoredKind.Config, $"{who}/{name}", value)], CommandResult.Success(""));
    }

    /// <summary>The value as its module's declaration has it stored: <c>yes</c> is <c>true</c>.</summary>
    private static string ModuleValue(ClusterState state, string name, string value)
    {
        if (!IsModuleOption(state, name))
        {
            throw new WordException(Errno.Invalid, $"unrecognized config option '{name}'");
        }

        var parts = name.Split('/');
        var declared = state.Modules.First(module => module.Name == parts[1]).Options;
        return new Modules.Options.OptionTable(parts[1], declared).Parse(parts[^1], value, out var error)?.Text
            ?? throw new WordException(Errno.Invalid, $"error parsing value: {error}");
    }

    private static ClusterStep Remove(WordCall call, ClusterState state)
    {
        var (who, name) = (Who(call), Name(call.Needed("name")));
        var value = name.StartsWith(ModulePrefix, StringComparison.Ordinal)
            ? new StoredValue(StoredKind.Option, name, null)
            : new StoredValue(StoredKind.Config, $"{who}/{name}", null);
        return new ClusterStep(state, [value], CommandResult.Success(""));
    }

    private CommandResult Get(WordCall call, ClusterState state)
    {
        var who = Who(call);
        if (call.Text("key") is not { } given)
        {
            return Table(call, Rows(state).Where(row => row.Who == "global" || who == row.Who || who.StartsWith(row.Who + ".", StringComparison.Ordinal)));
        }

        var name = Name(given);
        if (name.StartsWith(ModulePrefix, StringComparison.Ordinal))
        {
            if (state.Options.TryGetValue(name, out var stored))
            {
                return CommandResult.Success(stored + "\n");
            }

            return IsModuleOption(state, name)
                ? CommandResult.Success(Default(state, name) + "\n")
                : CommandResult.Failure(Errno.NotFound, $"unrecognized key '{name}'");
        }

        return config.Value(state.Config, who, name) is { } value
            ? CommandResult.Success(value + "\n")
            : CommandResult.Failure(Errno.NotFound, $"unrecognized key '{name}'");
    }

    private CommandResult Dump(WordCall call, ClusterState state) => Table(call, Rows(state));

    private CommandResult Table(WordCall call, IEnumerable<(string Who, string Name, string Value, bool AtRuntime)> rows)
    {
        var all = rows.ToArray();
        return call.Either(
            () => new JsonArray([.. all.Select(row => new JsonObject
            {
                ["section"] = row.Who,
                ["name"] = row.Name,
                ["value"] = row.Value,
                ["level"] = config.FindDeclaration(row.Name)?["level"]!.GetValue<string>() ?? "advanced",
                ["can_update_at_runtime"] = row.AtRuntime,
                ["mask"] = "",
            })]),
            () =>
            {
                var table = new TextTable(
                    ("WHO", false), ("MASK", false), ("LEVEL", false), ("OPTION", false), ("VALUE", false), ("RO", false));
                foreach (var row in all)
                {
                    var indent = row.Who == "global" ? "" : "  ";
                    table.Add(indent + row.Who, "", config.FindDeclaration(row.Name)?["level"]!.GetValue<string>() ?? "advanced", row.Name, row.Value, row.AtRuntime ? "" : "*");
                }

                return table.ToString();
            });
    }

    private IEnumerable<(string Who, string Name, string Value, bool AtRuntime)> Rows(ClusterState state)
    {
        var own = state.Config.Select(pair => (Who: pair.Key.Split('/')[0], Name: pair.Key[(pair.Key.IndexOf('/', StringComparison.Ordinal) + 1)..], pair.Value))
            .Select(row => (row.Who, row.Name, row.Value, config.FindDeclaration(row.Name)!["can_update_at_runtime"]!.GetValue<bool>()));
        var modules = state.Options.Select(pair => ("mgr", pair.Key, pair.Value, IsRuntime(state, pair.Key)));
        return own.Concat(modules).OrderBy(row => row.Item1 != "global").ThenBy(row => row.Item1, StringComparer.Ordinal);
    }

    private static bool IsModuleOption(ClusterState state, string name) => Find(state, name) is not null;

    private static bool IsRuntime(ClusterState state, string name) => Find(state, name)?.Runtime ?? false;

    private static string Default(ClusterState state, string name) => Find(state, name)?.Default?.ToString() ?? "";

    private static Modules.Options.OptionDeclaration? Find(ClusterState state, string name)
    {
        // mgr/<module>/<option>, or mgr/<module>/<manager>/<option> for one manager only.
        var parts = name.Split('/');
        return parts.Length is 3 or 4
            ? state.Modules.FirstOrDefault(module => module.Name == parts[1])?.Options.FirstOrDefault(option => option.Name == parts[^1])
            : null;
    }

    private static string Who(WordCall call)
    {
        var who = call.Needed("who");
        return Entity().IsMatch(who)
            ? who
            : throw new WordException(Errno.Invalid, $"unrecognized entity '{who}'");
    }

    private static string Name(string name) => name.Replace(' ', '_');

    [GeneratedRegex("^(global|mon|mgr|osd|mds|client)(\\.[A-Za-z0-9_.-]+)?$")]
    private static partial Regex Entity();
}
