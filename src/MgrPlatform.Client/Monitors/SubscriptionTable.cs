using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Client.Monitors;

/// <summary>
/// What we want of the monitors and from which version on. A subscription lives as long as the session; after that it is asked for again,
/// from the first version that we do not have.
/// </summary>
public sealed class SubscriptionTable
{
    private readonly Dictionary<string, Subscription> _new = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Subscription> _sent = new(StringComparer.Ordinal);

    /// <summary>Something is to be sent.</summary>
    public bool HasNew => _new.Count > 0;

    /// <param name="start">The first version wanted; 0 for the newest now.</param>
    /// <param name="once">It ends with the first answer.</param>
    public void Want(string name, ulong start, bool once)
    {
        var wanted = new Subscription(start, once ? SubscriptionFlags.Once : SubscriptionFlags.None);
        if (!_sent.TryGetValue(name, out var sent) || sent.Flags != wanted.Flags || start < sent.Start || start == 0)
        {
            _new[name] = wanted;
        }
    }

    /// <summary>What came is of no use: the newest is wanted, whole, for as long as was asked before.</summary>
    public void Restart(string name)
    {
        if (_sent.Remove(name, out var sent))
        {
            _new.TryAdd(name, sent with { Start = 0 });
        }
    }

    public void Drop(string name)
    {
        _new.Remove(name);
        _sent.Remove(name);
    }

    /// <summary>A version has come: from now on the next one is wanted.</summary>
    public void Got(string name, ulong version)
    {
        Got(_new, name, version);
        Got(_sent, name, version);
    }

    /// <summary>What to send now.</summary>
    public Dictionary<string, Subscription> TakeNew()
    {
        var taken = new Dictionary<string, Subscription>(_new, StringComparer.Ordinal);
        foreach (var (name, subscription) in _new)
        {
            _sent[name] = subscription;
        }

        _new.Clear();
        return taken;
    }

    /// <summary>The session is gone, and with it what the monitor knew.</summary>
    public void Forget()
    {
        foreach (var (name, subscription) in _sent)
        {
            _new.TryAdd(name, subscription);
        }

        _sent.Clear();
    }

    private static void Got(Dictionary<string, Subscription> table, string name, ulong version)
    {
        if (!table.TryGetValue(name, out var subscription) || version < subscription.Start)
        {
            return;
        }

        if (subscription.Flags.HasFlag(SubscriptionFlags.Once))
        {
            table.Remove(name);
        }
        else
        {
            table[name] = subscription with { Start = version + 1 };
        }
    }
}
