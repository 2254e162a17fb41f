using MgrPlatform.Manager.Daemons;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.Manager.Server;

/// <summary>Who runs a <see cref="DaemonServer"/>. Calls come from many connections at once.</summary>
public interface IDaemonServerOwner
{
    /// <summary>An OSD's report of its placement groups; who it is says its ticket. Awaited: it holds back that OSD alone.</summary>
    ValueTask OnPgStatsAsync(int osd, MPGStats report);

    void OnSchemaChanged(DaemonKey daemon);

    /// <param name="isTell">Sent to this daemon by name, not to whichever manager is active.</param>
    Task<CommandResult> ExecuteAsync(CommandRequest request, bool isTell, CancellationToken cancellationToken);
}
