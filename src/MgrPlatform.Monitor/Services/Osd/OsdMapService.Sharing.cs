using MgrPlatform.Monitor.Sessions;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>
/// OSDs do not subscribe to every epoch: a few are told of each, and these tell the others with their heartbeats. Each monitor tells some
/// of its own clients, in turn.
/// </summary>
public sealed partial class OsdMapService
{
    private const int ToldAtOnce = 2;

    private uint _sharedEpoch;
    private long _lastTold;

    private void ShareWithSome()
    {
        if (Map.Epoch == _sharedEpoch || !Monitor.IsInQuorum)
        {
            return;
        }

        var isNewStart = _sharedEpoch == 0;
        _sharedEpoch = Map.Epoch;
        var osds = Monitor.Sessions.Where(session => OsdOf(session) is { } osd && Map.IsUp(osd)).ToList();
        if (osds.Count == 0 || isNewStart)
        {
            return;
        }

        foreach (var session in NextOf(osds))
        {
            Monitor.Send(session, MapsFrom(Map.Epoch).First());
        }
    }

    private IEnumerable<MonitorSession> NextOf(List<MonitorSession> osds)
    {
        var first = Math.Max(0, osds.FindIndex(session => session.Connection > _lastTold));
        for (var i = 0; i < Math.Min(ToldAtOnce, osds.Count); i++)
        {
            var session = osds[(first + i) % osds.Count];
            _lastTold = session.Connection;
            yield return session;
        }
    }
}
