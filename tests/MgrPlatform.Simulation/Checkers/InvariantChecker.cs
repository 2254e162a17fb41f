using System.Globalization;
using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;
using MgrPlatform.Simulation.Members;

namespace MgrPlatform.Simulation.Checkers;

/// <summary>Watches every member after every event. The letters are those of the list in the facts: see the room's README.</summary>
public sealed class InvariantChecker(Func<TimeSpan> now)
{
    private readonly List<byte[]> _values = [[]]; // By version.
    private readonly List<ulong?> _hashes = [null];
    private readonly Dictionary<uint, string> _leaders = [];
    private readonly HashSet<Failpoint> _failpoints = [];
    private readonly HashSet<(int Client, long Id, int Attempt)> _replies = [];
    private ulong _acknowledged;

    public long Commits => _values.Count - 1;

    public IReadOnlySet<Failpoint> Failpoints => _failpoints;

    public void Passed(Failpoint failpoint) => _failpoints.Add(failpoint);

    /// <summary>(a), (h): the same version is the same value, and leaves the same store.</summary>
    public void Committed(MemberProcess member, ulong version)
    {
        var value = Value(member, version);
        if (value is null && member.Member?.View.FirstCommitted > version)
        {
            return; // Several versions in one transaction, and a later one of them trims this one.
        }

        Require(value is not null, 'a', member, $"committed version {version} and has no value of it");
        while ((ulong)_values.Count <= version)
        {
            Require((ulong)_values.Count == version, 'a', member, $"committed version {version} when only {_values.Count - 1} were known");
            _values.Add(value!);
            _hashes.Add(null);
        }

        var known = _values[(int)version];
        Require(
            ReferenceEquals(known, value) || known.AsSpan().SequenceEqual(value), 'a', member, $"has another value of version {version}");
        CompareStore(member, version);
    }

    public void CompareStore(MemberProcess member, ulong version)
    {
        if (member.Member?.View.LastCommitted != version || version >= (ulong)_hashes.Count)
        {
            return;
        }

        _hashes[(int)version] ??= member.Store.Hash;
        Require(_hashes[(int)version] == member.Store.Hash, 'h', member, $"has another store at version {version}");
    }

    /// <summary>(f), (g): what is acknowledged nobody may read past.</summary>
    public void Acknowledged(ulong version, IEnumerable<MemberProcess> members)
    {
        if (version <= _acknowledged)
        {
            return;
        }

        _acknowledged = version;
        foreach (var member in members)
        {
            CheckReading(member);
        }
    }

    public void Replied(MemberProcess member, int client, long id, int attempt) =>
        Require(_replies.Add((client, id, attempt)), 'm', member, $"answered attempt {attempt} of request {id} of client {client} twice");

    /// <summary>(c): one leader an epoch, with a majority behind it.</summary>
    public void RoleChanged(MemberProcess member)
    {
        if (member.Member is not { View: { Role: QuorumRole.Leader } view })
        {
            return;
        }

        Require(view.Epoch % 2 == 0, 'c', member, $"leads in the odd epoch {view.Epoch}");
        Require(view.Quorum.Count > view.Map.Members.Count / 2, 'c', member, "leads without a majority");
        var known = _leaders.TryAdd(view.Epoch, member.Name) ? member.Name : _leaders[view.Epoch];
        Require(known == member.Name, 'c', member, $"leads in epoch {view.Epoch}, and so does {known}");
    }

    /// <summary>(d): the epoch on the disk only grows.</summary>
    public void Writes(MemberProcess member, StoreTransaction transaction)
    {
        foreach (var operation in transaction.Operations)
        {
            if (operation.Prefix == StoreKeys.Monitor
                && operation.Key == StoreKeys.ElectionEpoch
                && operation.Kind == StoreOperationKind.Put)
            {
                var epoch = BitConverter.ToUInt64(operation.Value);
                Require(epoch >= member.EpochWritten, 'd', member, $"writes epoch {epoch} after {member.EpochWritten}");
                member.EpochWritten = epoch;
            }
        }
    }

    /// <summary>(e): what is promised or accepted is on the disk before it is said.</summary>
    public static void Sends(MemberProcess member, object message)
    {
        if (message is ElectionMessage { Operation: ElectionOperation.Propose or ElectionOperation.Ack } vote)
        {
            member.EpochVoted = Math.Max(member.EpochVoted, vote.Epoch);
        }

        if (message is not PaxosMessage paxos)
        {
            return;
        }

        if (paxos.Operation is PaxosOperation.Collect or PaxosOperation.Last or PaxosOperation.Accept)
        {
            member.PnPromised = Math.Max(member.PnPromised, paxos.Pn);
        }

        if (paxos.Operation == PaxosOperation.Accept)
        {
            member.VersionAccepted = Math.Max(member.VersionAccepted, paxos.LastCommitted + 1);
            member.PnOfAccepted = paxos.Pn;
        }
    }

    private static byte[]? Value(MemberProcess member, ulong version) =>
        member.Store.Get(StoreKeys.Paxos, version.ToString(CultureInfo.InvariantCulture));

    /// <summary>What was committed in the store when the member died, and of which nobody was told any more.</summary>
    private void LearnAtRestart(MemberProcess member)
    {
        if (member.Store.Get(StoreKeys.MonSync, StoreKeys.InSync) is not null)
        {
            return;
        }

        for (var version = (ulong)_values.Count; version <= Number(member, StoreKeys.LastCommitted); version++)
        {
            _values.Add(Value(member, version) ?? []);
            _hashes.Add(null);
        }
    }

    /// <summary>(e), (f): after a crash every promise that was given is found on the disk.</summary>
    public void Restarts(MemberProcess member)
    {
        LearnAtRestart(member);
        member.EpochWritten =
            member.Store.Get(StoreKeys.Monitor, StoreKeys.ElectionEpoch) is { Length: 8 } epoch ? BitConverter.ToUInt64(epoch) : 0;
        Require(member.EpochWritten >= member.EpochVoted, 'd', member, $"forgot that it voted in epoch {member.EpochVoted}");
        Require(Number(member, StoreKeys.AcceptedPn) >= member.PnPromised, 'e', member, $"forgot that it promised {member.PnPromised}");
        if (member.VersionAccepted == 0 || member.Store.Get(StoreKeys.MonSync, StoreKeys.InSync) is not null)
        {
            return;
        }

        var last = Number(member, StoreKeys.LastCommitted);
        var isThere = last >= member.VersionAccepted
            || member.Store.Get(StoreKeys.Paxos, member.VersionAccepted.ToString(CultureInfo.InvariantCulture)) is not null;
        Require(isThere, 'f', member, $"forgot version {member.VersionAccepted}, which it accepted");
        Require(
            last >= member.VersionAccepted || Number(member, StoreKeys.PendingPn) >= member.PnOfAccepted,
            'e',
            member,
            $"forgot the number under which it accepted version {member.VersionAccepted}");
    }

    /// <summary>After each event, the member that it happened to.</summary>
    public void After(MemberProcess member)
    {
        if (member.Member is not { } life)
        {
            return;
        }

        var view = life.View;
        Require(view.LastCommitted >= member.LastSeen, 'b', member, $"went from version {member.LastSeen} back to {view.LastCommitted}");
        member.LastSeen = view.LastCommitted;
        Require(view.AcceptedPn >= member.PnSeen, 'e', member, $"promises {view.AcceptedPn} after {member.PnSeen}");
        member.PnSeen = view.AcceptedPn;
        Require(view.FirstCommitted <= view.LastCommitted, 'i', member, $"has versions {view.FirstCommitted} to {view.LastCommitted}");
        CheckReading(member);
    }

    /// <summary>(i): every version from the first to the last is there.</summary>
    public void CheckRun(MemberProcess member)
    {
        if (member.Member?.View is { LastCommitted: > 0 } view)
        {
            for (var version = view.FirstCommitted; version <= view.LastCommitted; version++)
            {
                var value = member.Store.Get(StoreKeys.Paxos, version.ToString(CultureInfo.InvariantCulture));
                Require(value is not null && value.AsSpan().SequenceEqual(_values[(int)version]), 'i', member, $"lacks version {version}");
            }
        }
    }

    private void CheckReading(MemberProcess member)
    {
        if (member.IsRunning && member.Member is { } life && life.View.LastCommitted < _acknowledged)
        {
            Require(
                !life.View.IsReadable(member.LocalTime),
                'g',
                member,
                $"would answer a read from version {life.View.LastCommitted} when {_acknowledged} is acknowledged");
        }
    }

    private static ulong Number(MemberProcess member, string key) =>
        member.Store.Get(StoreKeys.Paxos, key) is { Length: 8 } bytes ? BitConverter.ToUInt64(bytes) : 0;

    private void Require(bool condition, char invariant, MemberProcess member, string text)
    {
        if (!condition)
        {
            throw new InvariantException($"({invariant}) at {now().TotalSeconds:F6} s mon.{member.Name} {text}");
        }
    }
}
