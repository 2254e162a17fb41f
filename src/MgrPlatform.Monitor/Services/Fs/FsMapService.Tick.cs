using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Services.Fs;

/// <summary>What time brings: beacons that stay away, ranks that wait for a server.</summary>
public sealed partial class FsMapService
{
    public override void OnRestart()
    {
        _beacons.Clear(); // A new leader gives every server its whole time again.
        _complaints.Clear();
    }

    public override void Tick()
    {
        // Whoever was frozen itself must not judge others by what it did not hear.
        var wasAway = Monitor.Elapsed - _lastTick > options.BeaconGrace / 2;
        _lastTick = Monitor.Elapsed;
        if (!IsWriteable || LastCommitted == 0)
        {
            return;
        }

        if (wasAway)
        {
            _beacons.Clear();
        }

        var changes = DropSilent();
        changes |= Osds.IsWriteable && StandbyChoice.Apply(Pending);
        if (changes)
        {
            Propose();
        }
    }

    private bool DropSilent()
    {
        var any = false;
        foreach (var info in PendingFsMap.All(Pending.Map).ToList())
        {
            if (!_beacons.TryGetValue(info.Gid, out var beacon))
            {
                _beacons[info.Gid] = (Monitor.Elapsed, 0);
                continue;
            }

            if (Monitor.Elapsed - beacon.At <= options.BeaconGrace || !Osds.IsWriteable)
            {
                continue;
            }

            any |= Drop(info);
        }

        return any;
    }

    private bool Drop(MdsInfo info)
    {
        var fs = Pending.Map.MdsRoles.TryGetValue(info.Gid, out var role) ? role : -1;
        if (info.Rank >= 0 && StandbyChoice.Find(Pending.Map, fs) is null)
        {
            if (!info.LaggySince.IsZero)
            {
                return false;
            }

            // Nobody could take its place: it may come back.
            Pending.ChangeMds(info.Gid, each => each with { LaggySince = Monitor.Now });
            return true;
        }

        Monitor.Log(
            LogLevel.Information,
            info.Rank >= 0
                ? $"MDS daemon mds.{info.Name} is not responding, replacing it as rank {info.Rank}"
                : $"Standby daemon mds.{info.Name} is not responding, dropping it");
        Fail(info.Gid);
        return true;
    }
}
