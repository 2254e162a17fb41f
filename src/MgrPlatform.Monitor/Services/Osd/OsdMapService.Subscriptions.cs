using System.Collections.ObjectModel;
using System.Globalization;
using MgrPlatform.Monitor.Caps;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>Who wants the map, and which OSD is to create which groups.</summary>
public sealed partial class OsdMapService
{
    private const string MapSubscription = "osdmap";
    private const string CreationSubscription = "osd_pg_creates";
    private const int EpochsInOneMessage = 40;
    private const ulong CreatingFlag = 1 << 15;

    private readonly SortedDictionary<PgId, (int Primary, uint Epoch)> _creationTargets = [];

    public override bool Offers(string subscription) => subscription is MapSubscription or CreationSubscription;

    public override void Update(MonitorSession session, SessionSubscription subscription)
    {
        if (LastCommitted == 0 || subscription.Next > LastCommitted)
        {
            return;
        }

        if (subscription.What == CreationSubscription)
        {
            UpdateCreations(session, subscription);
            return;
        }

        var messages = MapsFrom(subscription.Next).ToList();
        foreach (var message in messages.SkipLast(1))
        {
            Monitor.Send(session, message);
        }

        Monitor.Deliver(session, subscription, messages[^1], LastCommitted);
    }

    /// <summary>The maps after the one that a client has: as changes, or the newest whole one when it has none.</summary>
    internal IEnumerable<MOSDMap> MapsFrom(ulong next)
    {
        if (next == 0)
        {
            yield return MapMessage(ReadOnlyDictionary<uint, byte[]>.Empty, Only(LastCommitted, GetFull(LastCommitted)));
            yield break;
        }

        if (next < FirstCommitted)
        {
            yield return MapMessage(ReadOnlyDictionary<uint, byte[]>.Empty, Only(FirstCommitted, GetFull(FirstCommitted)));
            next = FirstCommitted + 1;
        }

        while (next <= LastCommitted)
        {
            var changes = new SortedDictionary<uint, byte[]>();
            var end = Math.Min(LastCommitted, next + EpochsInOneMessage - 1);
            for (; next <= end; next++)
            {
                changes[(uint)next] = GetVersion(next) ?? throw new MonitorStoreException($"the store has no {Name}/{next}");
            }

            yield return MapMessage(changes, ReadOnlyDictionary<uint, byte[]>.Empty);
        }
    }

    /// <summary>Answers with the maps that the sender does not have; says that there is no answer if it has them all.</summary>
    private void ReplyMaps(MonitorOperation operation, ulong next)
    {
        if (next > LastCommitted)
        {
            Monitor.NoReply(operation);
            return;
        }

        var messages = MapsFrom(next).ToList();
        if (messages.Count > 1 && operation.Route is null)
        {
            foreach (var message in messages.Skip(1))
            {
                Monitor.Send(operation.Session, message);
            }
        }

        // What was forwarded has one way back only: the newest whole map is enough there.
        Monitor.Reply(operation, messages.Count > 1 && operation.Route is not null ? MapsFrom(0).First() : messages[0]);
    }

    // As many as we have and one message may hold; whoever lacks more asks again.
    private void ReplyWanted(MonitorOperation operation, MMonGetOSDMap wanted)
    {
        var session = operation.Session;
        if (!session.Caps.Allow(new CapRequest(session.Name, "osd", "", CapPermissions.Read, session.Socket.EndPoint?.Address)))
        {
            Monitor.NoReply(operation);
            return;
        }

        var maps = Epochs(wanted.FullFirst, wanted.FullLast, GetFull, EpochsInOneMessage);
        var changes = Epochs(wanted.ChangesFirst, wanted.ChangesLast, GetVersion, EpochsInOneMessage - maps.Count);
        Monitor.Reply(operation, MapMessage(changes, maps));
    }

    private SortedDictionary<uint, byte[]> Epochs(uint first, uint last, Func<ulong, byte[]?> read, int most)
    {
        var found = new SortedDictionary<uint, byte[]>();
        var end = first == 0 ? 0 : Math.Min(last, LastCommitted);
        for (var epoch = Math.Max(first, FirstCommitted); epoch <= end && found.Count < most; epoch++)
        {
            found[(uint)epoch] = read(epoch) ?? throw new MonitorStoreException($"the store has no epoch {epoch} of {Name}");
        }

        return found;
    }

    private MOSDMap MapMessage(IReadOnlyDictionary<uint, byte[]> changes, IReadOnlyDictionary<uint, byte[]> maps) => new(
        Monitor.Fsid, changes, maps, (uint)FirstCommitted, (uint)LastCommitted, ReadOnlyDictionary<long, SnapInterval[]>.Empty);

    private SortedDictionary<uint, byte[]> Only(ulong epoch, byte[]? map) =>
        new() { [(uint)epoch] = map ?? throw new MonitorStoreException($"the store has no {Name}/full_{epoch}") };

    // A group whose primary has changed is ordered anew, from that one.
    private void RememberCreationTargets()
    {
        foreach (var group in _creationTargets.Keys.Where(group => !_creations.Groups.ContainsKey(group)).ToList())
        {
            _creationTargets.Remove(group);
        }

        foreach (var group in _creations.Groups.Keys)
        {
            var primary = Mapper.Map(group).ActingPrimary;
            if (!_creationTargets.TryGetValue(group, out var target) || target.Primary != primary)
            {
                _creationTargets[group] = (primary, (uint)LastCommitted);
            }
        }
    }

    private void UpdateCreations(MonitorSession session, SessionSubscription subscription)
    {
        if (session.Type != EntityType.Osd || OsdOf(session) is not { } osd || !Map.IsUp(osd))
        {
            return;
        }

        var groups = new SortedDictionary<ShardedPgId, PgCreation>(Comparer<ShardedPgId>.Create(
            static (left, right) => left.Pg != right.Pg ? left.Pg.CompareTo(right.Pg) : left.Shard.CompareTo(right.Shard)));
        foreach (var (group, (primary, epoch)) in _creationTargets)
        {
            if (primary == osd && epoch >= subscription.Next)
            {
                groups[new ShardedPgId(group, ShardOf(group, osd))] = _creations.Groups[group];
            }
        }

        if (groups.Count > 0)
        {
            Monitor.Deliver(
                session,
                subscription,
                new MOSDPGCreate2(
                    Map.Epoch, groups, ReadOnlyDictionary<ShardedPgId, (Wire.Encoding.OpaqueStruct, Wire.Encoding.OpaqueStruct)>.Empty),
                LastCommitted);
        }
    }

    private sbyte ShardOf(PgId group, int osd)
    {
        if (Map.Client.Pools.TryGetValue(group.Pool, out var pool) && pool.Type == 1)
        {
            return -1;
        }

        return (sbyte)Mapper.Map(group).Acting.ToList().IndexOf(osd);
    }

    // Pools are whole when their last group was reported.
    private void FinishCreations()
    {
        foreach (var id in Pending.OldPools)
        {
            _pendingCreations.Forget(id);
        }

        foreach (var id in Map.Client.Pools.Keys.Concat(Pending.NewPools.Keys).Distinct().ToList())
        {
            if (Pending.FindPool(id) is { } pool && (pool.Flags & CreatingFlag) != 0 && !_pendingCreations.HasAny(id))
            {
                Pending.NewPools[id] = pool with { Flags = pool.Flags & ~CreatingFlag };
            }
        }
    }

    private static int? OsdOf(MonitorSession session) =>
        session.Type == EntityType.Osd && int.TryParse(session.Name.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var osd)
            ? osd
            : null;
}
