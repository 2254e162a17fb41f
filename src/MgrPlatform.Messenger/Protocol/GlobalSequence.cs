namespace MgrPlatform.Messenger.Protocol;

/// <summary>Numbers the connections of one process, so that a peer can tell a late one from the latest.</summary>
/// <param name="start">
/// Above all numbers of the process that had our address before us, or its peers take us for a late connection of it: the time.
/// </param>
public sealed class GlobalSequence(ulong start = 0)
{
    private ulong _last = start;

    public ulong Next() => Interlocked.Increment(ref _last);

    /// <summary>The next number above one that the peer has seen.</summary>
    public ulong NextAbove(ulong seen)
    {
        ulong last;
        do
        {
            last = Volatile.Read(ref _last);
        }
        while (last < seen && Interlocked.CompareExchange(ref _last, seen, last) != last);
        return Next();
    }
}
