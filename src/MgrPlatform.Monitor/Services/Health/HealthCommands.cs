using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Health;

/// <summary>The commands <c>health …</c>.</summary>
internal static class HealthCommands
{
    private const string Module = "mon";

    public static IReadOnlyList<MonitorCommand> Of(HealthService health) =>
    [
        MonitorCommand.Read(
            "health name=detail,type=CephChoices,strings=detail,req=false", "show cluster health", Module, "r", call => Show(health, call)),
        MonitorCommand.Write(
            "health mute name=code,type=CephString name=ttl,type=CephString,req=false name=sticky,type=CephBool,req=false",
            "mute health alert", Module, "w", call => Mute(health, call)),
        MonitorCommand.Write(
            "health unmute name=code,type=CephString,req=false", "unmute existing health alert mute(s)", Module, "w",
            call => Unmute(health, call)),
    ];

    private static CommandResult Show(HealthService health, CommandCall call)
    {
        var withDetail = call.Arguments.Find("detail") == "detail";
        return call.IsPlain
            ? CommandResult.Text(HealthText.Plain(health, health.Context.Now, withDetail))
            : call.Json(json => HealthText.Write(json, health, withDetail));
    }

    private static CommandOutcome Mute(HealthService health, CommandCall call)
    {
        var code = call.Arguments.String("code");
        var sticky = call.Arguments.Flag("sticky");
        var until = UTime.Zero;
        if (call.Arguments.Find("ttl") is { } ttl)
        {
            if (!HealthDuration.TryParse(ttl, out var duration, out var error))
            {
                throw new CommandException(Errno.Invalid, error);
            }

            until = UTime.From(health.Context.Now.ToTimeSpan() + duration);
        }

        var check = health.Checks().GetValueOrDefault(code);
        if (check is null && !sticky)
        {
            throw new CommandException(Errno.NotFound, $"health alert {code} is not currently raised");
        }

        health.PendingMutes[code] = new HealthMute(code, until, sticky, sticky ? "" : check?.Summary ?? "", sticky ? 0 : check?.Count ?? 0);
        health.MutesChanged();
        return CommandOutcome.AfterCommit(CommandResult.Done);
    }

    private static CommandOutcome Unmute(HealthService health, CommandCall call)
    {
        if (call.Arguments.Find("code") is { } code)
        {
            health.PendingMutes.Remove(code);
        }
        else
        {
            health.PendingMutes.Clear();
        }

        health.MutesChanged();
        return CommandOutcome.AfterCommit(CommandResult.Done);
    }
}
