using System.Text.Json;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Monitor.Services.Mgr;

/// <summary>The commands <c>mgr module …</c>.</summary>
internal static class MgrModuleCommands
{
    public static CommandResult List(MgrService mgr, CommandCall call) => call.Json(
        json =>
        {
            json.WriteStartObject();
            WriteNames(json, "always_on_modules", AlwaysOnModules.Current);
            WriteNames(json, "enabled_modules", mgr.Map.Modules.Where(static name => !AlwaysOnModules.Current.Contains(name)));
            MgrMap.DumpModules(
                json, "disabled_modules",
                [
                    .. mgr.Map.AvailableModules.Where(module =>
                        !mgr.Map.Modules.Contains(module.Name) && !AlwaysOnModules.Current.Contains(module.Name)),
                ]);
            json.WriteEndObject();
        },
        prettyByDefault: true);

    public static CommandOutcome Enable(MgrService mgr, CommandCall call)
    {
        var name = call.Arguments.String("module");
        var force = call.Arguments.Find("force") == "--force" || call.Arguments.Flag("force");
        if (AlwaysOnModules.Current.Contains(name))
        {
            return CommandOutcome.Answer(CommandResult.Said($"module '{name}' is already enabled (always-on)"));
        }

        if (mgr.Pending.Modules.Contains(name))
        {
            return CommandOutcome.AfterCommit(CommandResult.Said($"module '{name}' is already enabled"));
        }

        if (!force && !IsEverywhere(mgr.Pending, name))
        {
            throw new CommandException(Errno.NotFound, $"all mgr daemons do not support module '{name}', pass --force to force enablement");
        }

        if (!force && mgr.Pending.AvailableModules.FirstOrDefault(module => module.Name == name) is { CanRun: false } broken)
        {
            throw new CommandException(
                Errno.NotFound,
                $"module '{name}' reports that it cannot run on the active manager daemon: {broken.ErrorText} "
                + "(pass --force to force enablement)");
        }

        mgr.Change(mgr.Pending with { Modules = [.. mgr.Pending.Modules.Append(name).Order(StringComparer.Ordinal)] });
        return CommandOutcome.AfterCommit(CommandResult.Done);
    }

    public static CommandOutcome Disable(MgrService mgr, CommandCall call)
    {
        var name = call.Arguments.String("module");
        if (AlwaysOnModules.Current.Contains(name))
        {
            throw new CommandException(Errno.Invalid, $"module '{name}' cannot be disabled (always-on)");
        }

        if (!mgr.Pending.Modules.Contains(name))
        {
            return CommandOutcome.AfterCommit(CommandResult.Said($"module '{name}' is already disabled"));
        }

        mgr.Change(mgr.Pending with { Modules = [.. mgr.Pending.Modules.Where(other => other != name)] });
        return CommandOutcome.AfterCommit(CommandResult.Done);
    }

    private static bool IsEverywhere(MgrMap map, string name) =>
        (map.ActiveGid == 0 || map.AvailableModules.Any(module => module.Name == name))
        && map.Standbys.Values.All(standby => standby.AvailableModules.Any(module => module.Name == name))
        && (map.ActiveGid != 0 || map.Standbys.Count > 0);

    private static void WriteNames(Utf8JsonWriter json, string label, IEnumerable<string> names)
    {
        json.WriteStartArray(label);
        foreach (var name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
