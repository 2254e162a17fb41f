using System.Collections.ObjectModel;
using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Quorum;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>What monitors tell each other, between Consensus's words and Ceph's messages.</summary>
internal static class WireMapping
{
    /// <summary>Null for a message that is not the quorum's.</summary>
    /// <exception cref="WireFormatException">A map or table in it breaks the format.</exception>
    public static QuorumMessage? FromWire(Message message) => message switch
    {
        MMonProbe probe => new ProbeMessage
        {
            Operation = (ProbeOperation)probe.Operation,
            Fsid = probe.Fsid,
            Name = probe.Name,
            Quorum = probe.Quorum,
            Leader = probe.Leader,
            Map = Map(probe.MonMap),
            HasEverJoined = probe.HasEverJoined,
            PaxosFirst = probe.PaxosFirst,
            PaxosLast = probe.PaxosLast,
            RequiredFeatures = (ulong)probe.RequiredFeatures,
            Release = (byte)probe.Release,
        },
        MMonElection election => new ElectionMessage
        {
            Operation = (ElectionOperation)election.Operation,
            Fsid = election.Fsid,
            Epoch = election.Epoch,
            Map = Map(election.MonMap),
            Quorum = election.Quorum,
            Traits =
                new MemberTraits((ulong)election.QuorumFeatures, (ulong)election.MonFeatures, (byte)election.Release, election.Metadata),
            Commands = election.Commands is null ? [] : WireWriter.Encode(election.Commands),
            Strategy = election.Strategy,
        },
        MMonPaxos paxos => new PaxosMessage
        {
            Epoch = paxos.Epoch,
            Operation = (PaxosOperation)paxos.Operation,
            FirstCommitted = paxos.FirstCommitted,
            LastCommitted = paxos.LastCommitted,
            PnFrom = paxos.PnFrom,
            Pn = paxos.Pn,
            UncommittedPn = paxos.UncommittedPn,
            Lease = paxos.Lease.ToTimeSpan(),
            Sent = paxos.Sent.ToTimeSpan(),
            Values = paxos.Values,
        },
        MMonSync sync => new SyncMessage
        {
            Operation = (SyncOperation)sync.Operation,
            Cookie = sync.Cookie,
            LastCommitted = sync.LastCommitted,
            LastPrefix = sync.LastPrefix,
            LastKey = sync.LastKey,
            Chunk = sync.Chunk,
        },
        MMonPing ping => new PingMessage(ping.Stamp.ToTimeSpan()),
        _ => null,
    };

    /// <param name="us">Our own addresses, for a request to join.</param>
    public static Message ToWire(QuorumMessage message, EntityAddressVector us) => message switch
    {
        ProbeMessage probe => new MMonProbe
        {
            Operation = (MonProbeOperation)probe.Operation,
            Fsid = probe.Fsid,
            Name = probe.Name,
            Quorum = probe.Quorum,
            Leader = probe.Leader,
            MonMap = QuorumCodec.ToMonMap(probe.Map),
            HasEverJoined = probe.HasEverJoined,
            PaxosFirst = probe.PaxosFirst,
            PaxosLast = probe.PaxosLast,
            RequiredFeatures = (Features)probe.RequiredFeatures,
            Release = (Release)probe.Release,
        },
        ElectionMessage election => new MMonElection
        {
            Operation = (MonElectionOperation)election.Operation,
            Fsid = election.Fsid,
            Epoch = election.Epoch,
            MonMap = QuorumCodec.ToMonMap(election.Map),
            Quorum = election.Quorum,
            QuorumFeatures = (Features)election.Traits.Features,
            MonFeatures = (MonFeatures)election.Traits.MonFeatures,
            Release = (Release)election.Traits.Release,
            Metadata = Sorted(election.Traits.Metadata),
            Commands = Table(election.Commands),
            Strategy = election.Strategy,
        },
        PaxosMessage paxos => new MMonPaxos
        {
            Epoch = paxos.Epoch,
            Operation = (MonPaxosOperation)paxos.Operation,
            FirstCommitted = paxos.FirstCommitted,
            LastCommitted = paxos.LastCommitted,
            PnFrom = paxos.PnFrom,
            Pn = paxos.Pn,
            UncommittedPn = paxos.UncommittedPn,
            Lease = UTime.From(paxos.Lease),
            Sent = UTime.From(paxos.Sent),
            Values = new ReadOnlyDictionary<ulong, byte[]>(new SortedDictionary<ulong, byte[]>(paxos.Values.ToDictionary())),
        },
        SyncMessage sync => new MMonSync(
            (MonSyncOperation)sync.Operation, sync.Cookie, sync.LastCommitted, sync.LastPrefix, sync.LastKey, sync.Chunk,
            new EntityInstance(EntityType.Monitor, -1), EntityAddress.None),
        PingMessage ping => new MMonPing(MonPingOperation.Ping, UTime.From(ping.Stamp), null, 0),
        JoinMessage join => new MMonJoin(0, join.Fsid, join.Name, us, new SortedDictionary<string, string>(), ForceLocation: false),
        _ => throw new InvalidOperationException($"{message.GetType().Name} has no message of Ceph's"),
    };

    private static QuorumMap? Map(MonMap? map) => map is null ? null : QuorumCodec.ToQuorum(map);

    private static MonCommandTable? Table(byte[] commands)
    {
        if (commands.Length == 0)
        {
            return null;
        }

        var reader = new WireReader(commands);
        return reader.Read<MonCommandTable>();
    }

    private static OrderedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> metadata) =>
        new(metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
}
