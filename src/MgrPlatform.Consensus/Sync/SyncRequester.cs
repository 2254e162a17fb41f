using System.Globalization;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Paxos;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Sync;

/// <summary>
/// Copies another member's store. Recent: only the versions that we lack. Full: our own store is cleared and filled anew; from the flag to
/// its removal it is no state of the cluster, and a crash in between begins again. What was promised (the two numbers of Paxos) outlives
/// the clearing.
/// </summary>
internal sealed class SyncRequester(MachineContext context, PaxosLog log)
{
    private string _provider = "";
    private bool _isFull;
    private ulong _cookie;
    private ulong _start;

    public bool IsActive => _provider.Length > 0;

    /// <summary>The store is half a copy: nothing in it counts.</summary>
    public bool IsInFullSync =>
        context.Store.Get(StoreKeys.MonSync, StoreKeys.InSync) is not null
            || context.Store.Get(StoreKeys.MonSync, StoreKeys.ForceSync) is not null;

    /// <summary>Who has less than this must not be copied.</summary>
    public ulong Floor => context.Store.GetNumber(StoreKeys.MonSync, StoreKeys.LastCommittedFloor);

    public bool IsProvider(string address) => IsActive && _provider == address;

    /// <param name="known">What to say we have: 0 when nobody can know what we ever had.</param>
    public void Start(string provider, bool isFull, ulong known)
    {
        _provider = provider;
        _isFull = isFull;
        _cookie = 0;
        context.Pass(Failpoint.SyncRequester1Start);
        context.SendTo(provider, new SyncMessage
        {
            Operation = isFull ? SyncOperation.GetCookieFull : SyncOperation.GetCookieRecent,
            LastCommitted = known,
        });
        context.SetTimer(QuorumTimer.Sync, context.Options.SyncTimeout);
        context.Pass(Failpoint.SyncRequester2CookieAsked);
    }

    public void Abort()
    {
        _provider = "";
        context.CancelTimer(QuorumTimer.Sync);
    }

    public void OnMessage(SyncMessage message)
    {
        switch (message.Operation)
        {
            case SyncOperation.Cookie when _cookie == 0:
                OnCookie(message);
                break;
            case SyncOperation.Chunk or SyncOperation.LastChunk when _cookie != 0 && message.Cookie == _cookie:
                OnChunk(message);
                break;
            case SyncOperation.NoCookie:
                context.Want(Transition.Bootstrap, "the provider of the sync refuses");
                break;
            case SyncOperation.Cookie or SyncOperation.Chunk or SyncOperation.LastChunk:
                context.Drop(DropReason.WrongRole);
                break;
            default:
                context.Drop(DropReason.UnknownOperation);
                break;
        }
    }

    /// <summary>After a crash in mid-sync: clears what the copy left.</summary>
    public void ClearAgain() => Clear();

    private void OnCookie(SyncMessage message)
    {
        context.Pass(Failpoint.SyncRequester3CookieGot);
        if (message.Cookie == 0 || message.LastCommitted < Floor)
        {
            context.Want(Transition.Bootstrap, "the provider of the sync has less than we had");
            return;
        }

        _cookie = message.Cookie;
        _start = message.LastCommitted;
        if (_isFull)
        {
            Flag();
            Clear();
        }

        AskForChunk(new SyncMessage { Operation = SyncOperation.Chunk });
    }

    private void Flag()
    {
        // The floor is what the provider has: what we accepted and forget now is committed there, but perhaps not with others.
        context.Write(new StoreTransactionBuilder()
            .Put(StoreKeys.MonSync, StoreKeys.LatestMonMap, context.Map.Encoded)
            .Put(StoreKeys.MonSync, StoreKeys.InSync, context.Number(1))
            .Put(StoreKeys.MonSync, StoreKeys.LastCommittedFloor, context.Number(Math.Max(Math.Max(Floor, log.Last), _start)))
            .Build());
        context.Pass(Failpoint.SyncRequester4Flagged);
        context.Emit(new QuorumEffect.Cleared());
    }

    private void Clear()
    {
        var clear = new StoreTransactionBuilder();
        foreach (var prefix in context.Options.SyncPrefixes)
        {
            clear.EraseRange(prefix, "", "");
        }

        clear.EraseRange(StoreKeys.Paxos, "", "");
        if (log.LastPn > 0)
        {
            clear.Put(StoreKeys.Paxos, StoreKeys.LastPn, context.Number(log.LastPn));
        }

        if (log.AcceptedPn > 0)
        {
            clear.Put(StoreKeys.Paxos, StoreKeys.AcceptedPn, context.Number(log.AcceptedPn));
        }

        context.Write(clear.Build());
        log.Load();
        context.Pass(Failpoint.SyncRequester5Cleared);
    }

    private void OnChunk(SyncMessage message)
    {
        context.Pass(Failpoint.SyncRequester6ChunkGot);
        if (!context.Codec.TryDecode(message.Chunk, out var chunk) || !chunk.Operations.All(IsAllowed))
        {
            context.Drop(DropReason.Malformed);
            context.Want(Transition.Bootstrap, "a chunk of the sync cannot be read");
            return;
        }

        var isLast = message.Operation == SyncOperation.LastChunk;
        if (_isFull)
        {
            context.WriteDurably(chunk, () => Continue(isLast, message));
            return;
        }

        Dictionary<ulong, byte[]> values = [];
        foreach (var operation in chunk.Operations.Where(static operation =>
            operation.Prefix == StoreKeys.Paxos && IsVersion(operation.Key)))
        {
            values[ulong.Parse(operation.Key, CultureInfo.InvariantCulture)] = operation.Value;
        }

        if (log.StoreState(values, message.LastCommitted) is not { } committed)
        {
            context.Drop(DropReason.Malformed);
            context.Want(Transition.Bootstrap, "a version in the sync cannot be read");
            return;
        }

        foreach (var version in committed)
        {
            context.Emit(version);
        }

        Continue(isLast, message);
    }

    private void Continue(bool isLast, SyncMessage chunk)
    {
        context.Pass(Failpoint.SyncRequester7ChunkApplied);
        if (!isLast)
        {
            AskForChunk(chunk);
            return;
        }

        context.Pass(Failpoint.SyncRequester8LastGot);
        if (_isFull)
        {
            FinishFull(chunk.LastCommitted);
        }
        else
        {
            context.Pass(Failpoint.SyncRequester10Done);
            context.Want(Transition.Bootstrap, "the sync is done");
        }
    }

    /// <summary>Carries out what was committed while the copy was made; then the store is a state of the cluster again.</summary>
    private void FinishFull(ulong last)
    {
        var versions = new StoreTransactionBuilder();
        for (var version = _start + 1; version <= last; version++)
        {
            if (log.Blob(version) is not { } bytes || !context.Codec.TryDecode(bytes, out var transaction))
            {
                context.Want(Transition.Bootstrap, "the sync brought no version " + PaxosLog.Key(version));
                return;
            }

            versions.Append(transaction);
        }

        versions.Put(StoreKeys.Paxos, StoreKeys.LastCommitted, context.Number(last));
        context.Write(versions.Build());
        context.Pass(Failpoint.SyncRequester9VersionsApplied);
        context.WriteDurably(
            new StoreTransactionBuilder()
                .Erase(StoreKeys.MonSync, StoreKeys.InSync)
                .Erase(StoreKeys.MonSync, StoreKeys.ForceSync)
                .Erase(StoreKeys.MonSync, StoreKeys.LastCommittedFloor)
                .Put(StoreKeys.Monitor, StoreKeys.CaughtUp, context.Number(1))
                .Build(),
            () =>
            {
                context.Pass(Failpoint.SyncRequester10Done);
                if (!log.Load())
                {
                    context.Emit(new QuorumEffect.Exit(ExitReason.StoreFailed, "the copied store contradicts itself"));
                    return;
                }

                context.Emit(new QuorumEffect.Reloaded(log.Last));
                context.Want(Transition.Bootstrap, "the sync is done");
            });
    }

    /// <summary>Says what it has: where the chunk before ended.</summary>
    private void AskForChunk(SyncMessage before)
    {
        context.SetTimer(QuorumTimer.Sync, context.Options.SyncTimeout);
        context.SendTo(_provider, before with { Operation = SyncOperation.GetChunk, Cookie = _cookie, Chunk = [] });
    }

    private bool IsAllowed(StoreOperation operation) =>
        operation.Kind == StoreOperationKind.Put
        && (context.Options.SyncPrefixes.Contains(operation.Prefix)
            || (operation.Prefix == StoreKeys.Paxos && (operation.Key == StoreKeys.FirstCommitted || IsVersion(operation.Key))));

    private static bool IsVersion(string key) => ulong.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
