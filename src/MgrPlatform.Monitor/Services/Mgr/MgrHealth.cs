using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Monitor.Services.Mgr;

/// <summary>That there is no manager.</summary>
internal static class MgrHealth
{
    public static IEnumerable<KeyValuePair<string, HealthCheck>> Check(
        MgrMap map, TimeSpan inactiveFor, TimeSpan age, MonitorOptions options)
    {
        // A young cluster is given time to start one.
        if ((map.ActiveGid != 0 && map.Available) || age < options.ManagerMkfsGrace || map.ActiveGid != 0)
        {
            yield break;
        }

        var severity = inactiveFor > options.ManagerInactiveGrace ? HealthSeverity.Error : HealthSeverity.Warning;
        yield return new("MGR_DOWN", new HealthCheck(severity, "no active mgr", [], 0));
    }
}
