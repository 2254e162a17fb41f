using MgrPlatform.Wire.Maps.Fs;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>
/// The life of a metadata server as the map of file systems sees it: it boots, stands by, is given a rank, goes through what Ceph's goes
/// through until it is active, and begins anew when it was taken out. Pure.
/// </summary>
/// <param name="gid">Who it is to the monitors, for this life.</param>
internal sealed class MdsMachine(ulong gid)
{
    /// <summary>Ceph's mds_beacon_interval.</summary>
    public static readonly TimeSpan BeaconInterval = TimeSpan.FromSeconds(4);
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);

    private MdsMap? _map;
    private MdsState _wanted = MdsState.Boot;
    private MdsState _state = MdsState.None;
    private ulong _sequence;
    private ulong _goodbye;
    private TimeSpan _due;
    private bool _hasEnded;

    public bool IsActive => _state == MdsState.Active;

    public void Step(MdsInput input, TimeSpan now, ICollection<MdsEffect> effects)
    {
        if (_hasEnded)
        {
            return;
        }

        switch (input)
        {
            case MdsInput.MapSeen seen when _map is null || seen.Map.Epoch >= _map.Epoch:
                OnMap(seen.Map, now, effects);
                break;
            case MdsInput.SessionOpened when _map is not null:
                Send(now, effects);
                break;
            case MdsInput.TimePassed when _goodbye != 0 && now >= _due:
                End("stopped, though no monitor confirmed it", restarts: false, effects);
                break;
            case MdsInput.TimePassed when _map is not null && now >= _due:
                Send(now, effects);
                break;
            case MdsInput.Acknowledged known when _goodbye != 0 && known.Sequence >= _goodbye:
                End("stopped", restarts: false, effects);
                break;
            case MdsInput.StopRequested when _map is null:
                End("stopped", restarts: false, effects);
                break;
            case MdsInput.StopRequested when _goodbye == 0:
                _wanted = MdsState.Absent;
                Send(now, effects);
                _goodbye = _sequence;
                _due = now + StopPatience;
                break;
            default:
                break;
        }
    }

    /// <summary>Ceph's way up; what takes a real one its time (the journal, clients that come back) takes ours none.</summary>
    private static MdsState After(MdsState state) => state switch
    {
        MdsState.Creating or MdsState.Starting or MdsState.Rejoin or MdsState.ClientReplay => MdsState.Active,
        MdsState.Replay or MdsState.Resolve => MdsState.Reconnect,
        MdsState.Reconnect => MdsState.Rejoin,
        MdsState.Stopping => MdsState.Stopped,
        _ => state,
    };

    private void OnMap(MdsMap map, TimeSpan now, ICollection<MdsEffect> effects)
    {
        var isFirst = _map is null;
        _map = map;
        if (_goodbye != 0)
        {
            return;
        }

        if (!map.Daemons.TryGetValue(gid, out var us))
        {
            if (_state != MdsState.None)
            {
                End("the cluster has taken it out of the map", restarts: true, effects);
            }
            else if (isFirst)
            {
                Send(now, effects);
            }

            return;
        }

        if (us.State != _state)
        {
            _state = us.State;
            effects.Add(new MdsEffect.Moved(_state));
        }

        var wanted = After(_state);
        if (wanted != _wanted)
        {
            _wanted = wanted;
            Send(now, effects);
        }
    }

    private void Send(TimeSpan now, ICollection<MdsEffect> effects)
    {
        _due = now + (_state == MdsState.None ? TimeSpan.FromSeconds(1) : BeaconInterval);
        effects.Add(new MdsEffect.Beacon(++_sequence, _map!.Epoch, _wanted, _map.Compat));
    }

    private void End(string reason, bool restarts, ICollection<MdsEffect> effects)
    {
        _hasEnded = true;
        effects.Add(new MdsEffect.Ended(reason, restarts));
    }
}
