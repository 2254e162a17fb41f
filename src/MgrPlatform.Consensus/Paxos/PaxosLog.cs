using System.Globalization;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Paxos;

/// <summary>
/// What Paxos keeps in the store: the committed versions, the promise, the value that was accepted last. Both numbers of a promise are
/// written together, which Ceph's leader does not do.
/// </summary>
internal sealed class PaxosLog(MachineContext context)
{
    private const ulong PnStep = 100; // Ranks stay below it, so that two members never choose the same number.

    public ulong First { get; private set; }

    public ulong Last { get; private set; }

    public ulong LastPn { get; private set; }

    public ulong AcceptedPn { get; private set; }

    public PendingValue? Pending { get; private set; }

    /// <summary>False when the store contradicts itself.</summary>
    public bool Load()
    {
        First = Read(StoreKeys.FirstCommitted);
        Last = Read(StoreKeys.LastCommitted);
        LastPn = Read(StoreKeys.LastPn);
        AcceptedPn = Read(StoreKeys.AcceptedPn);
        Pending = null;
        if (First > Last || (First == 0 && Last > 0))
        {
            return false;
        }

        if (Blob(Last + 1) is not { } bytes)
        {
            return true;
        }

        if (!context.Codec.TryDecode(bytes, out var transaction))
        {
            return false;
        }

        // Ceph's old stores have no number for the value; ours always do, when it is the same version.
        var pn = Read(StoreKeys.PendingVersion) == Last + 1 ? Read(StoreKeys.PendingPn) : AcceptedPn;
        Pending = new PendingValue(Last + 1, pn, bytes, transaction);
        return true;
    }

    public byte[]? Blob(ulong version) => context.Store.Get(StoreKeys.Paxos, Key(version));

    /// <summary>The numbered values of a run, as far as they are here.</summary>
    public Dictionary<ulong, byte[]> Values(ulong from, ulong to)
    {
        Dictionary<ulong, byte[]> values = [];
        for (var version = Math.Max(from, First); version > 0 && version <= to && Blob(version) is { } bytes; version++)
        {
            values.Add(version, bytes);
        }

        return values;
    }

    /// <summary>Promises a new number of our own, above all that were promised and above the floor.</summary>
    public void ChooseNumber(ulong floor, Action then)
    {
        LastPn = (((Math.Max(Math.Max(LastPn, AcceptedPn), floor) / PnStep) + 1) * PnStep) + (ulong)context.Rank;
        AcceptedPn = LastPn;
        context.WriteDurably(
            new StoreTransactionBuilder()
                .Put(StoreKeys.Paxos, StoreKeys.LastPn, context.Number(LastPn))
                .Put(StoreKeys.Paxos, StoreKeys.AcceptedPn, context.Number(AcceptedPn))
                .Build(),
            then);
    }

    /// <summary>Promises a leader's number.</summary>
    public void Promise(ulong pn, Action then)
    {
        AcceptedPn = pn;
        context.WriteDurably(
            new StoreTransactionBuilder().Put(StoreKeys.Paxos, StoreKeys.AcceptedPn, context.Number(pn)).Build(),
            then);
    }

    /// <summary>Takes the value of the next version to the disk, under the number promised.</summary>
    public void Accept(byte[] bytes, StoreTransaction transaction, Action then)
    {
        Pending = new PendingValue(Last + 1, AcceptedPn, bytes, transaction);
        context.WriteDurably(
            new StoreTransactionBuilder()
                .Put(StoreKeys.Paxos, Key(Last + 1), bytes)
                .Put(StoreKeys.Paxos, StoreKeys.PendingVersion, context.Number(Last + 1))
                .Put(StoreKeys.Paxos, StoreKeys.PendingPn, context.Number(AcceptedPn))
                .Build(),
            then);
    }

    /// <summary>
    /// Carries out the pending value. Lazily: a majority has it on disk as an accepted value, so a crash that forgets the carrying out
    /// forgets nothing. Returns what to tell the services.
    /// </summary>
    public QuorumEffect.Committed CommitPending()
    {
        var pending = Pending ?? throw new InvalidOperationException("nothing is pending");
        var write = NewCommit();
        write.Put(StoreKeys.Paxos, StoreKeys.LastCommitted, context.Number(pending.Version)).Append(pending.Transaction);
        context.Write(write.Build());
        Advance(pending.Version);
        return new QuorumEffect.Committed(pending.Version, pending.Transaction);
    }

    /// <summary>
    /// Takes what another member has committed: only a run that continues ours, in one transaction. Null when something in it cannot be
    /// decoded (nothing is taken then).
    /// </summary>
    public List<QuorumEffect.Committed>? StoreState(IReadOnlyDictionary<ulong, byte[]> values, ulong upTo)
    {
        List<QuorumEffect.Committed> committed = [];
        var write = NewCommit();
        var version = Last;
        while (version < upTo && values.TryGetValue(version + 1, out var bytes))
        {
            version++;
            var known =
                Pending is { } pending && pending.Version == version && pending.Bytes.AsSpan().SequenceEqual(bytes) ? pending : null;
            var transaction = known?.Transaction;
            if (transaction is null)
            {
                if (!context.Codec.TryDecode(bytes, out var decoded))
                {
                    return null;
                }

                transaction = decoded;
                write.Put(StoreKeys.Paxos, Key(version), bytes);
            }

            write.Append(transaction);
            committed.Add(new QuorumEffect.Committed(version, transaction));
        }

        if (committed.Count > 0)
        {
            write.Put(StoreKeys.Paxos, StoreKeys.LastCommitted, context.Number(version));
            context.Write(write.Build());
            Advance(version);
        }

        return committed;
    }

    /// <summary>Adds to a value the erasing of versions that nobody needs any more, if it is due.</summary>
    public void AppendTrim(StoreTransactionBuilder value)
    {
        var options = context.Options;
        if (First == 0 || Last - First <= options.PaxosMin + options.PaxosTrimMin)
        {
            return;
        }

        var end = Math.Min(Last - options.PaxosMin, First + options.PaxosTrimMax);
        for (var version = First; version < end; version++)
        {
            value.Erase(StoreKeys.Paxos, Key(version));
        }

        value.Put(StoreKeys.Paxos, StoreKeys.FirstCommitted, context.Number(end));
    }

    public static string Key(ulong version) => version.ToString(CultureInfo.InvariantCulture);

    public PaxosMessage Message(uint epoch, PaxosOperation operation) => new()
    {
        Epoch = epoch,
        Operation = operation,
        FirstCommitted = First,
        LastCommitted = Last,
        Pn = AcceptedPn,
        PnFrom = (ulong)context.Rank,
        Sent = context.Now,
    };

    private void Advance(ulong version)
    {
        Last = version;
        First = Read(StoreKeys.FirstCommitted);
        if (Pending is { } pending && pending.Version <= version)
        {
            Pending = null;
        }
    }

    /// <summary>
    /// Every first value says that it is the first; if a bad leader's does not, our store must not contradict itself for that.
    /// </summary>
    private StoreTransactionBuilder NewCommit() =>
        Last == 0
            ? new StoreTransactionBuilder().Put(StoreKeys.Paxos, StoreKeys.FirstCommitted, context.Number(1))
            : new StoreTransactionBuilder();

    private ulong Read(string key) => context.Store.GetNumber(StoreKeys.Paxos, key);
}
