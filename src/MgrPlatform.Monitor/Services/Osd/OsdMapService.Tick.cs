using MgrPlatform.Monitor.Services.Osd.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>What time brings: reports ripen, OSDs that stay away are marked out, locks expire.</summary>
public sealed partial class OsdMapService
{
    public override void OnRestart()
    {
        _failures.Clear();
        _reporters.Clear(); // Monitors that forwarded them send them again.
        _downSince.Clear();
        _beacons.Clear(); // A new leader gives every OSD its whole time again.
    }

    public override void Tick()
    {
        if (!IsWriteable || LastCommitted == 0)
        {
            return;
        }

        var changes = MarkFailed();
        changes |= MarkSilent();
        changes |= MarkOutTheDown();
        changes |= ExpireBlocklist();
        if (changes)
        {
            Propose();
        }
    }

    private bool MarkFailed()
    {
        _failures.ForgetReporters(Map.IsUp);
        var any = false;
        foreach (var osd in _failures.Suspects.ToList())
        {
            if (Pending.IsUp(osd) && CanMarkDown(osd) && _failures.IsFailed(Pending, osd, Monitor.Elapsed))
            {
                Pending.MarkDown(osd);
                any = true;
            }
        }

        return any;
    }

    private bool MarkSilent()
    {
        var any = false;
        for (var osd = 0; osd < Map.Client.MaxOsd; osd++)
        {
            if (!Pending.IsUp(osd))
            {
                continue;
            }

            if (!_beacons.TryGetValue(osd, out var beacon))
            {
                _beacons[osd] = new OsdBeaconSeen(Monitor.Elapsed, 0);
            }
            else if (Monitor.Elapsed - beacon.At > Options.ReportTimeout && CanMarkDown(osd))
            {
                Monitor.Log(
                    LogLevel.Information,
                    $"osd.{osd} marked down after no beacon for {(Monitor.Elapsed - beacon.At).TotalSeconds:F0} seconds");
                Pending.MarkDown(osd);
                any = true;
            }
        }

        return any;
    }

    private bool MarkOutTheDown()
    {
        var any = false;
        for (var osd = 0; osd < Map.Client.MaxOsd; osd++)
        {
            if (!Map.Exists(osd) || Map.IsUp(osd) || !Pending.IsIn(osd))
            {
                _downSince.Remove(osd);
                continue;
            }

            if (!_downSince.TryGetValue(osd, out var since))
            {
                _downSince[osd] = since = Monitor.Elapsed;
            }

            // A new OSD that never was up is left alone, and so is one whose whole bucket is away: that is the network, or the power.
            if (Monitor.Elapsed - since >= Options.DownOutInterval
                && !Map.StateOf(osd).HasFlag(OsdState.New)
                && !Pending.Forbids(osd, OsdMapFlags.NoOut, OsdState.NoOut)
                && HasEnoughIn()
                && !IsSubtreeDown(osd))
            {
                Monitor.Log(
                    LogLevel.Information, $"Marking osd.{osd} out (has been down for {(Monitor.Elapsed - since).TotalSeconds:F0} seconds)");
                Pending.MarkOut(osd, automatically: true);
                any = true;
            }
        }

        return any;
    }

    private bool HasEnoughIn()
    {
        var count = Enumerable.Range(0, Pending.MaxOsd).Count(Pending.Exists);
        var inside = Enumerable.Range(0, Pending.MaxOsd).Count(Pending.IsIn);
        return count > 0 && inside / (double)count >= Options.MinInRatio;
    }

    private bool IsSubtreeDown(int osd)
    {
        var crush = Pending.Crush;
        if (crush.FindType(Options.DownOutSubtreeLimit) is not { } limit)
        {
            return false;
        }

        return crush.AncestorsOf(osd).FirstOrDefault(bucket => bucket.Type >= limit) is { } subtree
            && subtree.Type != crush.TypeNames.Keys.DefaultIfEmpty(0).Max()
            && crush.DevicesBelow(subtree.Id).All(below => !Pending.IsUp(below));
    }

    private bool ExpireBlocklist()
    {
        var any = false;
        foreach (var (address, until) in Map.Daemons.Blocklist)
        {
            if (until < Monitor.Now)
            {
                Pending.OldBlocklist.Add(address);
                any = true;
            }
        }

        return any;
    }

    private void ForgetTheDead()
    {
        foreach (var osd in _beacons.Keys.Where(osd => !Map.IsUp(osd)).ToList())
        {
            _beacons.Remove(osd);
        }

        foreach (var osd in _failures.Suspects.Where(osd => !Map.IsUp(osd)).ToList())
        {
            _failures.Forget(osd);
        }
    }
}
