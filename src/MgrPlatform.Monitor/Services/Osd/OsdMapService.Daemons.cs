using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>What OSDs say: that they start, live, stop, miss each other, have made groups.</summary>
public sealed partial class OsdMapService
{
    private readonly List<(MonitorOperation Operation, MOSDFailure Failure)> _reporters = [];

    public override bool TryAnswer(MonitorOperation operation)
    {
        switch (operation.Message)
        {
            case MOSDBeacon when !Monitor.IsLeader:
            case MOSDPGCreated:
                return false;
            case MOSDBeacon beacon:
                return TakeBeacon(operation, beacon);
            case MOSDBoot boot when IsKnown(operation, boot):
                return true;
            case MOSDAlive alive when OsdOf(operation.Session) is { } osd
                && (!Map.IsUp(osd) || Map.Daemons.Infos[osd].UpThru >= alive.Want):
                ReplyMaps(operation, alive.PaxosVersion + 1);
                return true;
            case MMonGetOSDMap wanted:
                ReplyWanted(operation, wanted);
                return true;
            default:
                return false;
        }
    }

    public override UpdateOutcome Prepare(MonitorOperation operation) => operation.Message switch
    {
        MOSDBoot boot => PrepareBoot(operation, boot),
        MOSDBeacon beacon => PrepareBeacon(operation, beacon),
        MOSDAlive alive => PrepareAlive(operation, alive),
        MOSDMarkMeDown down => PrepareMarkMeDown(operation, down),
        MOSDMarkMeDead dead => PrepareMarkMeDead(operation, dead),
        MOSDFailure failure => PrepareFailure(operation, failure),
        MOSDFull full => PrepareFull(operation, full),
        MOSDPGTemp temporary => PreparePgTemp(operation, temporary),
        MOSDPGCreated created => PrepareCreated(operation, created),
        MPoolOp change => PreparePoolOperation(operation, change),
        _ => Ignore(operation),
    };

    // True when it says nothing that the map has to know.
    private bool TakeBeacon(MonitorOperation operation, MOSDBeacon beacon)
    {
        if (OsdOf(operation.Session) is not { } osd || !Map.IsUp(osd))
        {
            Monitor.NoReply(operation);
            return true;
        }

        _beacons[osd] = new OsdBeaconSeen(Monitor.Elapsed, beacon.MinLastEpochClean);
        if (Map.Daemons.ExtraInfos[osd].LastPurgedSnapsScrub < beacon.LastPurgedSnapsScrub)
        {
            return false;
        }

        Monitor.NoReply(operation);
        return true;
    }

    private UpdateOutcome PrepareBeacon(MonitorOperation operation, MOSDBeacon beacon)
    {
        Monitor.NoReply(operation);
        if (OsdOf(operation.Session) is not { } osd || !Pending.IsUp(osd))
        {
            return UpdateOutcome.Done;
        }

        Pending.NewExtraInfo[osd] = Pending.ExtraInfoOf(osd) with { LastPurgedSnapsScrub = beacon.LastPurgedSnapsScrub };
        return UpdateOutcome.AfterCommit();
    }

    private UpdateOutcome Ignore(MonitorOperation operation)
    {
        Monitor.NoReply(operation);
        return UpdateOutcome.Done;
    }

    // What need not be committed: a boot that has been heard already, or that cannot be granted.
    private bool IsKnown(MonitorOperation operation, MOSDBoot boot)
    {
        var osd = boot.Superblock.WhoAmI;
        if (OsdOf(operation.Session) != osd || boot.Superblock.ClusterFsid != Monitor.Fsid)
        {
            Monitor.NoReply(operation);
            return true;
        }

        if (osd >= Map.Client.MaxOsd || !Map.Exists(osd))
        {
            Monitor.NoReply(operation); // It must be made with "osd new" first.
            return true;
        }

        var known = Map.Daemons.Uuids[osd];
        if ((known != Guid.Empty && known != boot.Superblock.OsdFsid) || Map.Daemons.Infos[osd].UpFrom > boot.PaxosVersion)
        {
            // Another disk with this number, or news from a start that is over.
            ReplyMaps(operation, boot.Superblock.CurrentEpoch + 1);
            return true;
        }

        if (Map.IsUp(osd)
            && Map.Client.ClientAddresses[osd].Equals(operation.Session.Addresses)
            && Map.Daemons.ClusterAddresses[osd].Equals(boot.ClusterAddresses))
        {
            ReplyMaps(operation, boot.Superblock.CurrentEpoch + 1);
            return true;
        }

        return false;
    }

    private UpdateOutcome PrepareBoot(MonitorOperation operation, MOSDBoot boot)
    {
        var osd = boot.Superblock.WhoAmI;
        if (Pending.Forbids(osd, OsdMapFlags.NoUp, OsdState.NoUp))
        {
            return Ignore(operation);
        }

        if (Map.IsUp(osd))
        {
            // An epoch without it lies between one start and the next.
            Pending.MarkDown(osd);
            return UpdateOutcome.Retry;
        }

        if (Pending.NewUpClient.ContainsKey(osd))
        {
            return UpdateOutcome.Retry; // Twice in one epoch: the second is answered when the first is committed.
        }

        OsdBoot.Apply(Pending, boot, operation.Session.Addresses, Options, Monitor.Now);
        _failures.Forget(osd);
        _pendingMetadata[osd] = new SortedDictionary<string, string>(boot.Metadata.ToDictionary(), StringComparer.Ordinal);
        _pendingMetadataRemovals.Remove(osd);
        _beacons[osd] = new OsdBeaconSeen(Monitor.Elapsed, boot.Superblock.CleanThru);
        Monitor.Log(LogLevel.Information, $"osd.{osd} {operation.Session.Addresses} boot");
        return UpdateOutcome.AfterCommit(() => ReplyMaps(operation, boot.Superblock.CurrentEpoch + 1));
    }

    private UpdateOutcome PrepareAlive(MonitorOperation operation, MOSDAlive alive)
    {
        if (OsdOf(operation.Session) is not { } osd || !Pending.IsUp(osd))
        {
            return Ignore(operation);
        }

        // Its newest map, so that it need not ask again at once.
        Pending.NewUpThru[osd] = Math.Max(alive.Want, (uint)Math.Min(alive.PaxosVersion, Map.Epoch));
        return UpdateOutcome.AfterCommit(() => ReplyMaps(operation, alive.PaxosVersion + 1));
    }

    private UpdateOutcome PrepareMarkMeDown(MonitorOperation operation, MOSDMarkMeDown down)
    {
        void Acknowledge()
        {
            if (down.RequestAck)
            {
                Monitor.Reply(operation, down);
            }
            else
            {
                Monitor.NoReply(operation);
            }
        }

        if (!IsSelf(operation, down.Target) || down.Fsid != Monitor.Fsid)
        {
            return Ignore(operation);
        }

        if (!Map.IsUp(down.Target) || !Map.Client.ClientAddresses[down.Target].Equals(down.Addresses)
            || Pending.Forbids(down.Target, OsdMapFlags.NoDown, OsdState.NoDown))
        {
            Acknowledge(); // Nothing to wait for.
            return UpdateOutcome.Done;
        }

        Monitor.Log(LogLevel.Information, $"osd.{down.Target} marked itself down{(down.DownAndDead ? " and dead" : "")}");
        Pending.MarkDown(down.Target);
        if (down.DownAndDead)
        {
            Pending.NewExtraInfo[down.Target] = Pending.ExtraInfoOf(down.Target) with { DeadEpoch = down.Epoch };
        }

        return UpdateOutcome.AfterCommit(Acknowledge);
    }

    private UpdateOutcome PrepareMarkMeDead(MonitorOperation operation, MOSDMarkMeDead dead)
    {
        if (!IsSelf(operation, dead.Target) || Pending.IsUp(dead.Target) || !Pending.Exists(dead.Target))
        {
            return Ignore(operation);
        }

        Pending.NewExtraInfo[dead.Target] = Pending.ExtraInfoOf(dead.Target) with { DeadEpoch = dead.Epoch };
        return UpdateOutcome.AfterCommit(() => ReplyMaps(operation, dead.PaxosVersion + 1));
    }

    private UpdateOutcome PrepareFailure(MonitorOperation operation, MOSDFailure failure)
    {
        var target = failure.Target;
        if (OsdOf(operation.Session) is not { } reporter || !Map.IsUp(reporter))
        {
            return Ignore(operation);
        }

        if (!Map.IsUp(target) || !Map.Client.ClientAddresses[target].Equals(failure.TargetAddresses)
            || Map.Daemons.Infos[target].UpFrom > failure.Epoch)
        {
            ReplyMaps(operation, failure.Epoch + 1); // Of a start that is over: the reporter's map is old.
            return UpdateOutcome.Done;
        }

        if (!failure.Flags.HasFlag(OsdFailureFlags.Failed))
        {
            _failures.Withdraw(target, reporter);
            ForgetReporter(target, operation.Session.Name);
            return Ignore(operation);
        }

        _failures.Report(target, reporter, Monitor.Elapsed - TimeSpan.FromSeconds(failure.FailedForSeconds));
        if (!CanMarkDown(target)
            || (!failure.Flags.HasFlag(OsdFailureFlags.Immediate) && !_failures.IsFailed(Pending, target, Monitor.Elapsed)))
        {
            KeepReporter(operation, failure);
            return UpdateOutcome.Done;
        }

        Monitor.Log(
            LogLevel.Information,
            failure.Flags.HasFlag(OsdFailureFlags.Immediate)
                ? $"osd.{target} reported immediately failed by osd.{reporter}"
                : $"osd.{target} failed ({Reporters(target)} reporters from different {Options.ReporterSubtreeLevel})");
        Pending.MarkDown(target);
        return UpdateOutcome.AfterCommit(() => ReplyMaps(operation, failure.Epoch + 1));
    }

    // Whoever reports a failure is told when it is in the map. Of the same reporter the last report counts.
    private void KeepReporter(MonitorOperation operation, MOSDFailure failure)
    {
        var former = _reporters.FindIndex(
            kept => kept.Failure.Target == failure.Target && kept.Operation.Session.Name == operation.Session.Name);
        if (former >= 0)
        {
            Monitor.NoReply(_reporters[former].Operation);
            _reporters.RemoveAt(former);
        }

        _reporters.Add((operation, failure));
    }

    private void ForgetReporter(int target, EntityName name)
    {
        foreach (var (operation, _) in _reporters.Where(kept => kept.Failure.Target == target && kept.Operation.Session.Name == name))
        {
            Monitor.NoReply(operation);
        }

        _reporters.RemoveAll(static kept => kept.Operation.IsAnswered);
    }

    private void AnswerReporters()
    {
        foreach (var (operation, failure) in _reporters.Where(kept => !Map.IsUp(kept.Failure.Target)).ToList())
        {
            ReplyMaps(operation, failure.Epoch + 1);
        }

        _reporters.RemoveAll(static kept => kept.Operation.IsAnswered);
    }

    private int Reporters(int target) => _failures.Suspects.Contains(target) ? Options.MinDownReporters : 0;

    private bool CanMarkDown(int osd)
    {
        if (Pending.Forbids(osd, OsdMapFlags.NoDown, OsdState.NoDown))
        {
            return false;
        }

        var count = Enumerable.Range(0, Pending.MaxOsd).Count(Pending.Exists);
        var up = Enumerable.Range(0, Pending.MaxOsd).Count(Pending.IsUp);
        return count > 0 && up / (double)count >= Options.MinUpRatio;
    }

    private UpdateOutcome PrepareFull(MonitorOperation operation, MOSDFull full)
    {
        const OsdState Fullness = OsdState.NearFull | OsdState.BackfillFull | OsdState.Full;
        if (OsdOf(operation.Session) is not { } osd || !Pending.IsUp(osd) || Map.Daemons.Infos[osd].UpFrom > full.Epoch)
        {
            return Ignore(operation);
        }

        var flipped = (Pending.StateOf(osd) ^ full.State) & Fullness;
        if (flipped == OsdState.None)
        {
            return AlreadySo(operation, (uint)full.PaxosVersion);
        }

        Pending.NewState[osd] = Pending.NewState.GetValueOrDefault(osd) ^ (uint)flipped;
        return UpdateOutcome.AfterCommit(() => ReplyMaps(operation, full.PaxosVersion + 1));
    }

    private UpdateOutcome PreparePgTemp(MonitorOperation operation, MOSDPGTemp temporary)
    {
        if (OsdOf(operation.Session) is not { } osd || !Map.IsUp(osd) || Map.Daemons.Infos[osd].UpFrom > temporary.Epoch)
        {
            return Ignore(operation);
        }

        foreach (var (group, osds) in temporary.Groups)
        {
            if (Pending.FindPool(group.Pool) is not { } pool || group.Seed >= pool.PgCount)
            {
                continue; // The pool was removed meanwhile.
            }

            var current = Map.Client.PgTemp.TryGetValue(group, out var assigned) ? assigned : [];
            if (temporary.Forced || !current.SequenceEqual(osds))
            {
                Pending.NewPgTemp[group] = osds;
            }

            if (osds.Length == 0 && Map.Client.PrimaryTemp.ContainsKey(group))
            {
                Pending.NewPrimaryTemp[group] = -1;
            }
        }

        return Pending.NewPgTemp.Count > 0
            ? UpdateOutcome.AfterCommit(() => ReplyMaps(operation, temporary.Epoch + 1))
            : AlreadySo(operation, temporary.Epoch);
    }

    private UpdateOutcome AlreadySo(MonitorOperation operation, uint epoch)
    {
        ReplyMaps(operation, epoch + 1);
        return UpdateOutcome.Done;
    }

    private UpdateOutcome PrepareCreated(MonitorOperation operation, MOSDPGCreated created)
    {
        Monitor.NoReply(operation);
        if (operation.Session.Type != EntityType.Osd || !_pendingCreations.Created(created.Pg))
        {
            return UpdateOutcome.Done;
        }

        // The last one of a pool shows in the map; the others can wait for company.
        return UpdateOutcome.AfterCommit();
    }

    private static bool IsSelf(MonitorOperation operation, int osd) => OsdOf(operation.Session) == osd;
}
