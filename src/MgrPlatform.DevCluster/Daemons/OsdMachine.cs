using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>
/// The life of an OSD as the OSD map sees it: it boots until the map says that it is up, boots again when the map wrongly says that it is down,
/// and stops when it is asked to, or when the map says so. Pure.
/// </summary>
internal sealed class OsdMachine(int osd, Func<OsdMap, IEnumerable<PgId>> groupsToCreate)
{
    /// <summary>Ceph's osd_beacon_report_interval.</summary>
    public static readonly TimeSpan BeaconInterval = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan BootRetry = TimeSpan.FromSeconds(5);

    /// <summary>An OSD that was marked down takes a moment before it is back: long enough to be seen.</summary>
    public static readonly TimeSpan BackAfter = TimeSpan.FromSeconds(4);
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private Phase _phase = Phase.Booting;
    private EntityAddressVector _addresses = EntityAddressVector.Empty;
    private TimeSpan _due = TimeSpan.MaxValue;

    private enum Phase
    {
        Booting,
        Up,
        Stopping,
        Ended,
    }

    public bool IsUp => _phase == Phase.Up;

    /// <summary>The newest map; null before the first.</summary>
    public OsdMap? Map { get; private set; }

    /// <summary>Where we listen; known before the first input.</summary>
    public void ListensAt(EntityAddressVector addresses) => _addresses = addresses;

    public void Step(OsdInput input, TimeSpan now, ICollection<OsdEffect> effects)
    {
        switch (input)
        {
            case OsdInput.MapSeen seen:
                Map = seen.Map;
                OnMap(seen.Map, now, effects);
                break;
            case OsdInput.SessionOpened when _phase == Phase.Booting && Map is not null:
                Boot(now, effects);
                break;
            case OsdInput.SessionOpened when _phase == Phase.Stopping:
                effects.Add(new OsdEffect.MarkMeDown(Map!.Epoch));
                break;
            case OsdInput.TimePassed when now >= _due:
                OnDue(now, effects);
                break;
            case OsdInput.StopRequested when _phase == Phase.Up:
                _phase = Phase.Stopping;
                _due = now + StopPatience;
                effects.Add(new OsdEffect.MarkMeDown(Map!.Epoch));
                break;
            case OsdInput.StopRequested when _phase == Phase.Booting:
                End("stopped", effects);
                break;
            default:
                break;
        }
    }

    private bool IsUpIn(OsdMap map) => map.IsUp(osd) && map.Client.ClientAddresses[osd].Equals(_addresses);

    private void OnMap(OsdMap map, TimeSpan now, ICollection<OsdEffect> effects)
    {
        if (_phase == Phase.Ended)
        {
            return;
        }

        if (!map.Exists(osd) || map.StateOf(osd).HasFlag(OsdState.Destroyed))
        {
            End("the cluster has removed it", effects);
            return;
        }

        switch (_phase)
        {
            case Phase.Booting when IsUpIn(map):
                _phase = Phase.Up;
                _due = now + BeaconInterval;
                effects.Add(new OsdEffect.Noted($"up since epoch {map.Epoch}"));
                break;
            case Phase.Booting when _due == TimeSpan.MaxValue:
                Boot(now, effects);
                return;
            case Phase.Up when !map.IsUp(osd) && map.StateOf(osd).HasFlag(OsdState.Stop):
                End("the cluster told it to stop", effects);
                return;
            case Phase.Up when !IsUpIn(map):
                _phase = Phase.Booting;
                _due = now + BackAfter;
                effects.Add(new OsdEffect.Noted($"map e{map.Epoch} wrongly marked me down"));
                return;
            case Phase.Stopping when !map.IsUp(osd):
                End("stopped", effects);
                return;
            default:
                break;
        }

        if (_phase == Phase.Up)
        {
            foreach (var group in groupsToCreate(map))
            {
                effects.Add(new OsdEffect.Created(map.Epoch, group));
            }
        }
    }

    private void OnDue(TimeSpan now, ICollection<OsdEffect> effects)
    {
        switch (_phase)
        {
            case Phase.Booting:
                Boot(now, effects);
                break;
            case Phase.Up:
                _due = now + BeaconInterval;
                effects.Add(new OsdEffect.Beacon(Map!.Epoch));
                break;
            case Phase.Stopping:
                End("stopped, though no monitor confirmed it", effects);
                break;
            default:
                break;
        }
    }

    private void Boot(TimeSpan now, ICollection<OsdEffect> effects)
    {
        _due = now + BootRetry;
        effects.Add(new OsdEffect.Boot(Map!.Epoch));
    }

    private void End(string reason, ICollection<OsdEffect> effects)
    {
        _phase = Phase.Ended;
        _due = TimeSpan.MaxValue;
        effects.Add(new OsdEffect.Ended(reason));
    }
}
