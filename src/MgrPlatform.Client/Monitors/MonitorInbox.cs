using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Auth;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Fs;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Osd;

namespace MgrPlatform.Client.Monitors;

/// <summary>What becomes of the messages that a monitor sends: maps become events, answers find who asked.</summary>
internal sealed class MonitorInbox(SubscriptionTable subscriptions)
{
    private const string LogPrefix = "log-";

    // The empty map by which Ceph's monitors tell a manager that it is not the active one: larger than any, and the version of none.
    private const uint NullEpoch = uint.MaxValue;

    private static readonly string[] LogNames = ["log-debug", "log-info", "log-sec", "log-warn", "log-error"];

    private readonly OsdMapFollower _osdMaps = new();
    private uint _mgrEpoch;
    private uint _fsEpoch;
    private uint _fsUserEpoch;
    private uint _serviceEpoch;

    public MonMap? MonMap { get; private set; }

    /// <summary>The monitors have told our options, though there may be none.</summary>
    public bool HasConfig { get; private set; }

    /// <summary>A subscription that begins anew makes known maps welcome again.</summary>
    public void Want(string name, ulong start, bool once)
    {
        if (name.StartsWith(LogPrefix, StringComparison.Ordinal))
        {
            // The monitor keeps one of them; asking for several after a reconnect would leave it to chance which.
            foreach (var other in LogNames.Where(other => other != name))
            {
                subscriptions.Drop(other);
            }
        }

        subscriptions.Want(name, start, once);
    }

    public void Take(
        MonitorClientInput.Received received,
        CommandTable commands,
        TicketKeeper tickets,
        ClusterLogQueue log,
        Moment now,
        ICollection<MonitorClientEffect> effects)
    {
        switch (received.Message)
        {
            case MMonCommandAck ack when commands.Remove(received.TransactionId):
                var result = new CommandResult(ack.Result, ack.Status, ack.Data);
                effects.Add(new MonitorClientEffect.Answered(received.TransactionId, result));
                break;
            case MMonCommandAck:
                break; // Nobody waits for it any more.
            case MMonGetVersionReply reply when commands.Remove(reply.Handle):
                effects.Add(new MonitorClientEffect.VersionAnswered(reply.Handle, reply.Newest, reply.Oldest));
                break;
            case MAuthReply reply:
                TakeAuth(tickets.Take(reply, now), tickets, effects);
                break;
            case MLogAck ack:
                log.Acknowledge(ack.Last);
                break;
            case MMonMap message:
                TakeMonMap(message.Map, effects);
                break;
            case MOSDMap message:
                TakeOsdMaps(message, effects);
                break;
            default:
                TakeMap(received.Message, effects);
                break;
        }
    }

    private static void TakeAuth(TicketChange change, TicketKeeper tickets, ICollection<MonitorClientEffect> effects)
    {
        if (change == TicketChange.Tickets)
        {
            effects.Add(new MonitorClientEffect.TicketsChanged(tickets.Tickets, tickets.Tickets!.GlobalId));
            Happened(new MonitorEvent.KeysRenewed(Rotating: false), effects);
        }
        else if (change == TicketChange.RotatingKeys)
        {
            effects.Add(new MonitorClientEffect.RotatingKeysChanged(tickets.RotatingKeys!));
            Happened(new MonitorEvent.KeysRenewed(Rotating: true), effects);
        }
    }

    private void TakeMap(Message message, ICollection<MonitorClientEffect> effects)
    {
        switch (message)
        {
            case MConfig config:
                HasConfig = true;
                Happened(new MonitorEvent.ConfigChanged(config.Options), effects);
                break;
            case MMgrMap { Map.Epoch: NullEpoch }:
                Happened(new MonitorEvent.ManagerDismissed(), effects);
                break;
            case MMgrMap { Map: var map } when IsNewer("mgrmap", map.Epoch, ref _mgrEpoch) || map.Epoch == 0:
                Happened(new MonitorEvent.MgrMapChanged(map), effects);
                break;
            case MFSMap { Map: var map } when IsNewer("fsmap", map.Epoch, ref _fsEpoch):
                Happened(new MonitorEvent.FsMapChanged(map), effects);
                break;
            case MFSMapUser { Map: var map } when IsNewer("fsmap.user", map.Epoch, ref _fsUserEpoch):
                Happened(new MonitorEvent.FsMapUserChanged(map), effects);
                break;
            case MServiceMap { Map: var map } when IsNewer("servicemap", map.Epoch, ref _serviceEpoch):
                Happened(new MonitorEvent.ServiceMapChanged(map), effects);
                break;
            case MMgrMap or MFSMap or MFSMapUser or MServiceMap or MMonSubscribeAck:
                break; // Known already.
            case MKVData data:
                subscriptions.Got("kv:" + data.Prefix, data.Version);
                Happened(new MonitorEvent.KeysChanged(data), effects);
                break;
            case MMgrDigest digest:
                Happened(new MonitorEvent.DigestArrived(digest.MonStatus, digest.Health), effects);
                break;
            case MLog lines:
                foreach (var name in LogNames)
                {
                    subscriptions.Got(name, lines.PaxosVersion);
                }

                Happened(new MonitorEvent.ClusterLogged(lines.Entries), effects);
                break;
            default:
                Happened(new MonitorEvent.MessageArrived(message), effects);
                break;
        }
    }

    private void TakeMonMap(MonMap map, ICollection<MonitorClientEffect> effects)
    {
        subscriptions.Got("monmap", map.Epoch);
        if (MonMap is null || map.Epoch > MonMap.Epoch || map.Fsid != MonMap.Fsid)
        {
            MonMap = map;
            Happened(new MonitorEvent.MonMapChanged(map), effects);
        }
    }

    private void TakeOsdMaps(MOSDMap message, ICollection<MonitorClientEffect> effects)
    {
        foreach (var (map, isWhole) in _osdMaps.Take(message))
        {
            Happened(new MonitorEvent.OsdMapChanged(map, isWhole), effects);
        }

        if (_osdMaps.Map is { } newest)
        {
            subscriptions.Got("osdmap", newest.Epoch);
        }

        if (_osdMaps.NeedsWhole)
        {
            subscriptions.Restart("osdmap");
        }
    }

    private bool IsNewer(string name, uint epoch, ref uint known)
    {
        subscriptions.Got(name, epoch);
        if (epoch <= known)
        {
            return false;
        }

        known = epoch;
        return true;
    }

    private static void Happened(MonitorEvent what, ICollection<MonitorClientEffect> effects) =>
        effects.Add(new MonitorClientEffect.Happened(what));
}
