using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Client.Monitors;

/// <summary>
/// Questions that wait for an answer. They outlive sessions: what has no answer is sent again, in the same order and with the same number.
/// </summary>
/// <param name="capacity">The most that may wait; one more is answered EAGAIN at once.</param>
/// <param name="bytes">The most input that waiting commands may hold together; one is always let in.</param>
public sealed class CommandTable(int capacity, long bytes)
{
    private readonly OrderedDictionary<ulong, Waiting> _waiting = [];
    private long _held;

    public int Count => _waiting.Count;

    /// <summary>When the next one runs out of time; null when none waits.</summary>
    public TimeSpan? NextDeadline => _waiting.Count == 0 ? null : _waiting.Values.Min(static waiting => waiting.Deadline);

    /// <summary>False when there are too many already.</summary>
    public bool TryAdd(ulong id, string words, ReadOnlyMemory<byte> data, TimeSpan deadline, bool asksVersion = false)
    {
        if (_waiting.Count >= capacity || (_waiting.Count > 0 && _held + data.Length > bytes))
        {
            return false;
        }

        _waiting.Add(id, new Waiting(words, data, deadline, asksVersion));
        _held += data.Length;
        return true;
    }

    /// <summary>False when nobody waits for it (any more).</summary>
    public bool Remove(ulong id)
    {
        if (!_waiting.Remove(id, out var removed))
        {
            return false;
        }

        _held -= removed.Data.Length;
        return true;
    }

    /// <summary>Takes out those whose time is over.</summary>
    public IReadOnlyList<ulong> TakeExpired(TimeSpan now)
    {
        ulong[] expired = [.. _waiting.Where(pair => pair.Value.Deadline <= now).Select(static pair => pair.Key)];
        foreach (var id in expired)
        {
            Remove(id);
        }

        return expired;
    }

    /// <summary>Takes out all.</summary>
    public IReadOnlyList<ulong> TakeAll() => TakeExpired(TimeSpan.MaxValue);

    public IEnumerable<(ulong Id, Message Message)> ToMessages(Guid fsid) =>
        _waiting.Select(pair => (pair.Key, ToMessage(pair.Key, pair.Value, fsid)));

    public Message ToMessage(ulong id, Guid fsid) => ToMessage(id, _waiting[id], fsid);

    private static Message ToMessage(ulong id, Waiting waiting, Guid fsid) => waiting.AsksVersion
        ? new MMonGetVersion(id, waiting.Words)
        : new MMonCommand(0, fsid, [waiting.Words]) { Data = waiting.Data };

    private sealed record Waiting(string Words, ReadOnlyMemory<byte> Data, TimeSpan Deadline, bool AsksVersion);
}
