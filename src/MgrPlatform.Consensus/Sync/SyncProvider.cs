using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Paxos;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Sync;

/// <summary>
/// Lets others copy our store: the versions of Paxos, and for a full copy the services' keys in order. Writes go on meanwhile; whoever
/// copies catches up with them by carrying out the versions since the copying began.
/// </summary>
internal sealed class SyncProvider(MachineContext context, PaxosLog log)
{
    private const int MaxSessions = 16;
    private readonly Dictionary<ulong, SyncSession> _sessions = [];
    private ulong _counter;

    public void Clear()
    {
        _sessions.Clear();
        context.CancelTimer(QuorumTimer.ProviderSweep);
    }

    /// <param name="isReadable">Whether this member is in a quorum and up to date.</param>
    public void OnCookieAsked(string from, SyncMessage message, uint epoch, bool canProvide, bool isReadable)
    {
        context.Pass(Failpoint.SyncProvider1CookieAsked);
        var isFull = message.Operation == SyncOperation.GetCookieFull;

        // Who has nothing may have lost it: only from an up-to-date quorum does it learn all that it ever promised to keep.
        var isRefused = !canProvide
            || log.Last == 0
            || (isFull ? message.LastCommitted == 0 && !isReadable : message.LastCommitted + 1 < log.First)
            || _sessions.Count >= MaxSessions;
        if (isRefused)
        {
            Refuse(from, 0);
            return;
        }

        foreach (var old in _sessions.Where(session => session.Value.Address == from).Select(static session => session.Key).ToList())
        {
            _sessions.Remove(old);
        }

        var cookie = ((ulong)epoch << 24) + (++_counter & 0xffffff);
        var position = isFull ? Math.Max(log.First, 1) - 1 : message.LastCommitted;
        _sessions[cookie] = new SyncSession(from, isFull, position) { Expires = context.Now + Patience };
        SweepLater();
        context.SendTo(from, new SyncMessage { Operation = SyncOperation.Cookie, Cookie = cookie, LastCommitted = log.Last });
    }

    public void OnChunkAsked(string from, SyncMessage message)
    {
        context.Pass(Failpoint.SyncProvider2ChunkAsked);
        if (!_sessions.TryGetValue(message.Cookie, out var session)
            || session.Address != from
            || !TryResume(session, message)
            || session.Position + 1 < log.First)
        {
            _sessions.Remove(message.Cookie);
            Refuse(from, message.Cookie);
            return;
        }

        session.Expires = context.Now + Patience;
        var chunk = new StoreTransactionBuilder();
        var left = context.Options.SyncMaxPayloadSize;
        var keys = context.Options.SyncMaxPayloadKeys;
        if (session.IsFull && message.LastCommitted == 0)
        {
            chunk.Put(StoreKeys.Paxos, StoreKeys.FirstCommitted, context.Number(log.First));
        }

        AddVersions(session, chunk, ref left, ref keys);
        AddKeys(session, chunk, ref left, ref keys);
        var isLast = session.Position == log.Last && (!session.IsFull || session.PrefixIndex >= context.Options.SyncPrefixes.Count);
        if (isLast)
        {
            context.Pass(Failpoint.SyncProvider3LastChunk);
        }

        context.SendTo(from, new SyncMessage
        {
            Operation = isLast ? SyncOperation.LastChunk : SyncOperation.Chunk,
            Cookie = message.Cookie,
            LastCommitted = session.Position,
            LastPrefix = session.PrefixIndex < context.Options.SyncPrefixes.Count ? context.Options.SyncPrefixes[session.PrefixIndex] : "",
            LastKey = session.LastKey,
            Chunk = context.Codec.Encode(chunk.Build()),
        });
    }

    /// <summary>Forgets those who have not asked for long.</summary>
    public void Sweep()
    {
        foreach (var expired in _sessions.Where(session => session.Value.Expires <= context.Now).Select(static session => session.Key)
            .ToList())
        {
            _sessions.Remove(expired);
        }

        if (_sessions.Count > 0)
        {
            SweepLater();
        }
    }

    /// <summary>Goes on where the requester says that it is: a chunk that was lost, or asked for twice, leaves no gap.</summary>
    private bool TryResume(SyncSession session, SyncMessage message)
    {
        if (message.LastCommitted == 0)
        {
            session.Position = session.Start;
            session.PrefixIndex = 0;
            session.LastKey = "";
            return true;
        }

        var prefixes = context.Options.SyncPrefixes;
        var index = 0;
        while (index < prefixes.Count && prefixes[index] != message.LastPrefix)
        {
            index++;
        }

        session.Position = message.LastCommitted;
        session.PrefixIndex = index; // No prefix: all keys are done.
        session.LastKey = message.LastKey;
        return message.LastCommitted <= log.Last
            && message.LastCommitted >= session.Start
            && (index < prefixes.Count || message.LastPrefix.Length == 0);
    }

    private TimeSpan Patience => context.Options.SyncTimeout * 2;

    private void AddVersions(SyncSession session, StoreTransactionBuilder chunk, ref int left, ref int keys)
    {
        while (session.Position < log.Last && left > 0 && keys > 0 && log.Blob(session.Position + 1) is { } bytes)
        {
            session.Position++;
            chunk.Put(StoreKeys.Paxos, PaxosLog.Key(session.Position), bytes);
            left -= bytes.Length;
            keys--;
        }
    }

    private void AddKeys(SyncSession session, StoreTransactionBuilder chunk, ref int left, ref int keys)
    {
        while (session.IsFull && session.PrefixIndex < context.Options.SyncPrefixes.Count && left > 0 && keys > 0)
        {
            var prefix = context.Options.SyncPrefixes[session.PrefixIndex];
            var limit = Math.Min(keys, 256);
            var found = context.Store.Scan(prefix, session.LastKey, limit);
            var taken = 0;
            foreach (var (key, value) in found)
            {
                if (left <= 0)
                {
                    break;
                }

                chunk.Put(prefix, key, value);
                session.LastKey = key;
                left -= key.Length + value.Length;
                keys--;
                taken++;
            }

            if (taken == found.Count && found.Count < limit)
            {
                session.PrefixIndex++;
                session.LastKey = "";
            }
        }
    }

    private void SweepLater()
    {
        if (!context.IsSet(QuorumTimer.ProviderSweep))
        {
            context.SetTimer(QuorumTimer.ProviderSweep, Patience);
        }
    }

    private void Refuse(string to, ulong cookie) =>
        context.SendTo(to, new SyncMessage { Operation = SyncOperation.NoCookie, Cookie = cookie });
}
