using System.Globalization;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Mgr;

/// <summary>
/// Tells the leader at once when a manager's session begins or ends, wherever it is: a command among monitors, hidden from clients.
/// </summary>
internal static class MgrSessions
{
    /// <summary>Of the command that clients are not told of.</summary>
    public const string Prefix = "mgr session";

    public static MonitorCommand Command(MgrService mgr) => MonitorCommand.Write(
        "mgr session name=gid,type=CephInt name=open,type=CephBool",
        "a manager's session has begun or ended",
        "mgr",
        "rwx",
        call => Take(mgr, call),
        MonCommandFlags.Hidden);

    public static void Report(MgrService mgr, MonitorSession session, bool isOpen)
    {
        // A manager's module clients log in under its name, too, with other ids.
        var gid = session.GlobalId;
        var isListed = gid == mgr.Map.ActiveGid || mgr.Map.Standbys.ContainsKey(gid) || isOpen;
        if (session.Type != EntityType.Manager || gid == 0 || !isListed || !mgr.Context.IsInQuorum)
        {
            return;
        }

        if (mgr.Context.IsLeader)
        {
            mgr.SessionChanged(gid, isOpen);
        }
        else if (mgr.Context.LeaderName is { } leader)
        {
            var command = string.Create(
                CultureInfo.InvariantCulture, $$"""{"prefix":"{{Prefix}}","gid":{{gid}},"open":{{(isOpen ? "true" : "false")}}}""");
            mgr.Context.SendToMonitor(leader, new MMonCommand(0, mgr.Context.Fsid, [command]));
        }
    }

    private static CommandOutcome Take(MgrService mgr, CommandCall call)
    {
        if (call.Session.Type != EntityType.Monitor)
        {
            throw new CommandException(Errno.AccessDenied, "access denied");
        }

        mgr.SessionChanged((ulong)call.Arguments.Integer("gid"), call.Arguments.Flag("open"));
        return CommandOutcome.Answer(CommandResult.Done);
    }
}
