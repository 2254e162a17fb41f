using System.Collections.Frozen;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Monitor.Services.Config;

/// <summary>The options of 16.2.15, as its monitors list them, and those that the manager's modules declare.</summary>
public static class ConfigSchema
{
    private const string Resource = "pacific-options.tsv";
    private const string DebugPrefix = "debug_";
    private const string ModulePrefix = "mgr/";

    /// <summary>How much is logged, and how much is kept in memory: <c>5/20</c>.</summary>
    internal const string DebugType = "debug";

    // A daemon needs them before it has found a monitor, or they make a cluster once.
    private static readonly FrozenSet<string> Local = FrozenSet.ToFrozenSet(
    [
        "host", "fsid", "monmap", "mon_host", "mon_host_override", "no_config_file", "lockdep", "daemonize", "chdir", "mempool_debug",
        "key", "keyfile", "keyring", "mon_data", "mon_initial_members", "mon_cache_target_full_warn_ratio", "mon_osd_full_ratio",
        "mon_osd_backfillfull_ratio", "mon_osd_nearfull_ratio", "mon_osd_initial_require_min_compat_client", "osd_data", "osd_journal",
        "mgr_initial_modules", "mgr_data", "rgw_data", "mds_data", "fuse_debug", "client_use_faked_inos",
    ]);

    private static readonly Lazy<(FrozenDictionary<string, ConfigOption> ByName, IReadOnlyList<string> Names)> Known = new(Load);

    /// <summary>In the order in which Ceph declares them.</summary>
    public static IReadOnlyList<string> Names => Known.Value.Names;

    /// <summary>Whether an option can be in files alone, never with the monitors.</summary>
    public static bool IsLocal(string name) => Local.Contains(name);

    /// <param name="modules">What the active manager and the standbys said they have.</param>
    public static ConfigOption? Find(string name, MgrMap modules)
    {
        if (Known.Value.ByName.TryGetValue(name, out var option))
        {
            return option;
        }

        if (name.StartsWith(DebugPrefix, StringComparison.Ordinal) && name.Length > DebugPrefix.Length)
        {
            // One for each part of each daemon; Ceph knows them, but does not list them.
            return new ConfigOption(name, DebugType, "advanced", CanUpdate: true, "1/5", []);
        }

        // mgr/MODULE/OPTION, or mgr/MODULE/INSTANCE/OPTION for one manager alone.
        if (!name.StartsWith(ModulePrefix, StringComparison.Ordinal) || name.Split('/') is not [_, var module, .., var last])
        {
            return null;
        }

        var declared = modules.AvailableModules.Concat(modules.Standbys.Values.SelectMany(static standby => standby.AvailableModules))
            .FirstOrDefault(other => other.Name == module)?.Options.GetValueOrDefault(last);
        return declared is null ? null : new ConfigOption(
            name, TypeName(declared.Type), "advanced", (declared.Flags & 1) != 0, declared.DefaultValue, declared.EnumAllowed);
    }

    private static string TypeName(MgrOptionType type) => type switch
    {
        MgrOptionType.UnsignedInteger => "uint",
        MgrOptionType.Integer => "int",
        MgrOptionType.Real => "float",
        MgrOptionType.Boolean => "bool",
        MgrOptionType.Address => "addr",
        MgrOptionType.Addresses => "addrvec",
        MgrOptionType.Uuid => "uuid",
        MgrOptionType.Size => "size",
        MgrOptionType.Seconds => "secs",
        MgrOptionType.Milliseconds => "millisecs",
        _ => "str",
    };

    private static (FrozenDictionary<string, ConfigOption> ByName, IReadOnlyList<string> Names) Load()
    {
        using var stream = typeof(ConfigSchema).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the assembly has no {Resource}");
        using var reader = new StreamReader(stream);
        List<ConfigOption> options = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('\t') is [var name, var type, var level, var canUpdate, var byDefault, var choices])
            {
                options.Add(new ConfigOption(
                    name, type, level, canUpdate == "1", byDefault, choices.Split('|', StringSplitOptions.RemoveEmptyEntries)));
            }
        }

        return (options.ToFrozenDictionary(static option => option.Name), [.. options.Select(static option => option.Name)]);
    }
}
