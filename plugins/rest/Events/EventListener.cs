using System.Threading.Channels;

namespace MgrPlatform.Plugins.Rest.Events;

/// <summary>One client's queue of events.</summary>
internal sealed class EventListener : IDisposable
{
    private readonly Channel<string> _events;
    private readonly Action<EventListener> _forget;
    private long _dropped;

    public EventListener(int maxWaiting, Action<EventListener> forget)
    {
        _forget = forget;
        var options = new BoundedChannelOptions(maxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest };
        _events = Channel.CreateBounded<string>(options, _ => Interlocked.Increment(ref _dropped));
    }

    public void Offer(string text) => _events.Writer.TryWrite(text);

    /// <summary>Waits until there is something to send; false when the time is over first.</summary>
    public async Task<bool> WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await _events.Reader.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public bool TryTake(out string text)
    {
        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
        {
            text = $"event: dropped\ndata: {{\"count\":{dropped}}}\n\n";
            return true;
        }

        return _events.Reader.TryRead(out text!);
    }

    public void Dispose() => _forget(this);
}
