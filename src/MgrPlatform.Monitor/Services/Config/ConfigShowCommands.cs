using System.Globalization;
using System.Text;
using System.Text.Json;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Mgr;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Monitor.Services.Config;

/// <summary>The commands that show options.</summary>
internal static class ConfigShowCommands
{
    private const string Module = "config";
    private const int DefaultVersions = 10;

    public static IReadOnlyList<MonitorCommand> Of(ConfigService config) =>
    [
        MonitorCommand.Read(
            "config get name=who,type=CephString name=key,type=CephString,req=False",
            "Show configuration option(s) for an entity",
            Module,
            "r",
            call => Get(config, call)),
        MonitorCommand.Read("config dump", "Show all configuration option(s)", "mon", "r", call => Dump(config, call)),
        MonitorCommand.Read(
            "config help name=key,type=CephString", "Describe a configuration option", Module, "r", call => Help(config, call)),
        MonitorCommand.Read("config ls", "List available configuration options", Module, "r", List),
        MonitorCommand.Read(
            "config log name=num,type=CephInt,req=False", "Show recent history of config changes", Module, "r", call => Log(config, call)),
        MonitorCommand.Read("config generate-minimal-conf", "Generate a minimal ceph.conf file", Module, "r", call => MinimalConf(config)),
    ];

    private static ConfigOption? Option(ConfigService config, string name) =>
        ConfigSchema.Find(name, config.Context.Service<MgrService>().Map);

    private static CommandResult Get(ConfigService config, CommandCall call)
    {
        var who = call.Arguments.String("who");
        if (!EntityName.TryParse(who, out var entity))
        {
            entity = EntityTypeNames.TryParse(who, out var type)
                ? new EntityName(type, "")
                : throw new CommandException(Errno.Invalid, $"unrecognized entity '{who}'");
        }

        var resolved = config.Resolve(entity);
        if (call.Arguments.Find("key") is not { } key)
        {
            return call.IsPlain
                ? Table(config, resolved.Values, isIndented: false)
                : call.Json(json => WriteResolved(json, config, resolved.Values));
        }

        var option = Option(config, key.Replace(' ', '_')) ?? throw new CommandException(Errno.NotFound, $"unrecognized key '{key}'");
        var value = resolved.TryGetValue(option.Name, out var entry) ? entry.Value : Shown(option);
        return CommandResult.Text(value + "\n");
    }

    private static CommandResult Dump(ConfigService config, CommandCall call) => call.IsPlain
        ? Table(config, config.Entries, isIndented: true)
        : call.Json(json =>
        {
            json.WriteStartArray();
            foreach (var entry in config.Entries)
            {
                var option = Option(config, entry.Name);
                json.WriteStartObject();
                json.WriteString("section", entry.Section);
                json.WriteString("name", entry.Name);
                json.WriteString("value", entry.Value);
                json.WriteString("level", option?.Level ?? "unknown");
                json.WriteBoolean("can_update_at_runtime", option?.CanUpdate ?? false);
                json.WriteString("mask", entry.Mask);
                foreach (var part in entry.Mask.Split('/', StringSplitOptions.RemoveEmptyEntries))
                {
                    var colon = part.IndexOf(':', StringComparison.Ordinal);
                    if (part[..colon] == "class")
                    {
                        json.WriteString("device_class", part[(colon + 1)..]);
                    }
                    else
                    {
                        json.WriteString("location_type", part[..colon]);
                        json.WriteString("location_value", part[(colon + 1)..]);
                    }
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    private static CommandResult Table(ConfigService config, IEnumerable<ConfigEntry> entries, bool isIndented)
    {
        var table = new TextTable(("WHO", false), ("MASK", false), ("LEVEL", false), ("OPTION", false), ("VALUE", false), ("RO", false));
        foreach (var entry in entries)
        {
            var option = Option(config, entry.Name);
            table.Add(
                (isIndented ? new string(' ', 2 * entry.Rank) : "") + entry.Section,
                entry.Mask,
                option?.Level ?? "unknown",
                entry.Name,
                entry.Value,
                option?.CanUpdate ?? false ? "" : "*");
        }

        return CommandResult.Text(table.ToString());
    }

    private static void WriteResolved(Utf8JsonWriter json, ConfigService config, IEnumerable<ConfigEntry> entries)
    {
        json.WriteStartObject();
        foreach (var entry in entries)
        {
            json.WriteStartObject(entry.Name);
            json.WriteString("value", entry.Value);
            json.WriteString("section", entry.Section);
            json.WriteStartObject("mask");
            foreach (var part in entry.Mask.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                var colon = part.IndexOf(':', StringComparison.Ordinal);
                json.WriteString(part[..colon] == "class" ? "device_class" : part[..colon], part[(colon + 1)..]);
            }

            json.WriteEndObject();
            json.WriteBoolean("can_update_at_runtime", Option(config, entry.Name)?.CanUpdate ?? false);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static CommandResult Help(ConfigService config, CommandCall call)
    {
        var option = Option(config, call.Arguments.String("key").Replace(' ', '_')) ?? throw new CommandException(Errno.NotFound, "");
        if (call.IsPlain)
        {
            return CommandResult.Text(
                $"{option.Name} - \n  ({option.Type}, {option.Level})\n  Default: {option.Default}\n" +
                (option.Choices.Count > 0 ? $"  Possible values: {string.Join(' ', option.Choices)}\n" : "") +
                $"  Can update at runtime: {(option.CanUpdate ? "true" : "false")}\n");
        }

        return call.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", option.Name);
            json.WriteString("type", option.Type);
            json.WriteString("level", option.Level);
            json.WriteString("default", option.Default);
            json.WriteBoolean("can_update_at_runtime", option.CanUpdate);
            json.WriteEndObject();
        });
    }

    private static CommandResult List(CommandCall call) => call.IsPlain
        ? CommandResult.Text(string.Join('\n', ConfigSchema.Names) + "\n")
        : call.Json(json =>
        {
            json.WriteStartArray();
            foreach (var name in ConfigSchema.Names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        });

    private static CommandResult Log(ConfigService config, CommandCall call)
    {
        var count = (int)Math.Clamp(call.Arguments.FindInteger("num") ?? DefaultVersions, 1, int.MaxValue);
        var versions = config.History(count).ToList();
        if (!call.IsPlain)
        {
            return call.Json(json =>
            {
                json.WriteStartArray();
                foreach (var (version, stamp, who, changes) in versions)
                {
                    json.WriteStartObject();
                    json.WriteNumber("version", version);
                    json.WriteString("timestamp", stamp.ToString());
                    json.WriteString("name", who);
                    json.WriteStartArray("changes");
                    foreach (var change in changes)
                    {
                        json.WriteStartObject();
                        json.WriteString("name", change.Key);
                        if (change.Before is not null)
                        {
                            json.WriteString("previous_value", change.Before);
                        }

                        if (change.After is not null)
                        {
                            json.WriteString("new_value", change.After);
                        }

                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
        }

        var text = new StringBuilder();
        foreach (var (version, stamp, who, changes) in versions)
        {
            text.Append(CultureInfo.InvariantCulture, $"--- {version} --- {stamp} ---{(who.Length > 0 ? $" {who} ---" : "")}\n");
            foreach (var change in changes)
            {
                text.Append(change.Before is null ? "" : $"- {change.Key} = {change.Before}\n");
                text.Append(change.After is null ? "" : $"+ {change.Key} = {change.After}\n");
            }
        }

        return CommandResult.Text(text.ToString());
    }

    private static CommandResult MinimalConf(ConfigService config)
    {
        var map = config.Context.MonMap;
        var hosts = string.Join(' ', map.Ranks.Select(name => map.Monitors[name].Addresses));
        return CommandResult.Text($"# minimal ceph.conf for {map.Fsid}\n[global]\n\tfsid = {map.Fsid}\n\tmon_host = {hosts}\n");
    }

    private static string Shown(ConfigOption option) =>
        ConfigValue.TryParse(option, option.Default, out var value, out _) ? value : option.Default;
}
