using System.Text;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Mgr;

namespace MgrPlatform.Monitor.Services.Config;

/// <summary>The commands that change options.</summary>
internal static class ConfigCommands
{
    private const string Module = "config";

    public static IReadOnlyList<MonitorCommand> Of(ConfigService config) =>
    [
        MonitorCommand.Write(
            "config set name=who,type=CephString name=name,type=CephString name=value,type=CephString name=force,type=CephBool,req=false",
            "Set a configuration option for one or more entities", Module, "rw", call => Set(config, call)),
        MonitorCommand.Write(
            "config rm name=who,type=CephString name=name,type=CephString",
            "Clear a configuration option for one or more entities",
            Module,
            "rw",
            call => Remove(config, call)),
        MonitorCommand.Write(
            "config reset name=num,type=CephInt,range=0", "Revert configuration to a historical version specified by <num>", Module, "rw",
            call => Reset(config, call)),
        MonitorCommand.Write(
            "config assimilate-conf", "Assimilate options from a conf, and return a new, minimal conf file", Module, "rw",
            call => Assimilate(config, call)),
    ];

    private static CommandOutcome Set(ConfigService config, CommandCall call)
    {
        var who = Who(call);
        var name = call.Arguments.String("name").Replace(' ', '_');
        var text = call.Arguments.String("value");
        if (!config.CanChange)
        {
            return CommandOutcome.Retry;
        }

        var value = text;
        if (!call.Arguments.Flag("force"))
        {
            var option = ConfigSchema.Find(name, config.Context.Service<MgrService>().Map)
                ?? throw new CommandException(Errno.Invalid, $"unrecognized config option '{name}'");
            if (ConfigSchema.IsLocal(name))
            {
                throw new CommandException(Errno.Invalid, $"{name} is special and cannot be stored by the mon");
            }

            if (!ConfigValue.TryParse(option, text, out value, out var error))
            {
                throw new CommandException(Errno.Invalid, $"error parsing value: {error}");
            }
        }

        var (section, mask) = ConfigEntry.SplitWho(who);
        if (config.Find(section, mask, name)?.Value == value)
        {
            return CommandOutcome.Answer(CommandResult.Done); // It holds already: no version of the history is spent on it.
        }

        config.Set(who, name, value, call.Session.Name.Type == Wire.Primitives.EntityType.Client ? "" : call.Session.Name.ToString());
        return CommandOutcome.AfterCommit(CommandResult.Done);
    }

    private static CommandOutcome Remove(ConfigService config, CommandCall call)
    {
        var who = Who(call);
        var name = call.Arguments.String("name").Replace(' ', '_');
        if (!config.CanChange)
        {
            return CommandOutcome.Retry;
        }

        var (section, mask) = ConfigEntry.SplitWho(who);
        if (config.Find(section, mask, name) is null)
        {
            return CommandOutcome.Answer(CommandResult.Done);
        }

        config.Set(who, name, null, "");
        return CommandOutcome.AfterCommit(CommandResult.Done);
    }

    private static CommandOutcome Reset(ConfigService config, CommandCall call)
    {
        var number = (ulong)Math.Max(0, call.Arguments.Integer("num"));
        if (number > config.LastCommitted)
        {
            throw new CommandException(Errno.Invalid, $"last version is {config.LastCommitted}");
        }

        if (!config.CanChange)
        {
            return CommandOutcome.Retry;
        }

        // Back through the history: the oldest value that a later version replaced is the one that held.
        var wanted = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var version in config.History(int.MaxValue).TakeWhile(version => version.Version > number))
        {
            foreach (var change in version.Changes)
            {
                wanted[change.Key] = change.Before;
            }
        }

        foreach (var (key, value) in wanted)
        {
            var entry = ConfigEntry.FromStore("config/" + key, value ?? "");
            if (entry is not null && config.Find(entry.Section, entry.Mask, entry.Name)?.Value != value)
            {
                config.Set(entry.Who, entry.Name, value, "");
            }
        }

        return wanted.Count == 0 ? CommandOutcome.Answer(CommandResult.Done) : CommandOutcome.AfterCommit(CommandResult.Done);
    }

    // What can be kept here leaves the file; what cannot, or holds here with another value, stays in it.
    private static CommandOutcome Assimilate(ConfigService config, CommandCall call)
    {
        if (!config.CanChange)
        {
            return CommandOutcome.Retry;
        }

        SortedDictionary<string, SortedDictionary<string, string>> sections;
        try
        {
            sections = ConfigText.Parse(Encoding.UTF8.GetString(call.Input.Span));
        }
        catch (FormatException error)
        {
            throw new CommandException(Errno.Invalid, error.Message);
        }

        var modules = config.Context.Service<MgrService>().Map;
        var rest = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        var isChanged = false;
        foreach (var (section, options) in sections)
        {
            foreach (var (name, text) in options)
            {
                var value = "";
                var fits = ConfigEntry.TryParseWho(section, out _, out _) && !ConfigSchema.IsLocal(name)
                    && ConfigSchema.Find(name, modules) is { } option && ConfigValue.TryParse(option, text, out value, out _);
                var held = fits ? config.Find(section, "", name)?.Value : null;
                if (!fits || (held is not null && held != value))
                {
                    rest.TryAdd(section, new SortedDictionary<string, string>(StringComparer.Ordinal));
                    rest[section][name] = text;
                }
                else if (held is null)
                {
                    config.Set(section, name, value, "");
                    isChanged = true;
                }
            }
        }

        var result = CommandResult.Text(ConfigText.Write(rest));
        return isChanged ? CommandOutcome.AfterCommit(result) : CommandOutcome.Answer(result);
    }

    private static string Who(CommandCall call)
    {
        var who = call.Arguments.String("who");
        return ConfigEntry.TryParseWho(who, out _, out _)
            ? who
            : throw new CommandException(Errno.Invalid, $"unrecognized config target '{who}'");
    }
}
