namespace MgrPlatform.Monitor.Tests.Seeded;

/// <summary>What happens, in the order of virtual time; at the same time in the order in which it was planned.</summary>
internal sealed class EventLine
{
    private readonly PriorityQueue<Action, (long At, long Number)> _events = new();
    private long _planned;

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(100);

    public void At(TimeSpan time, Action happens) => _events.Enqueue(happens, (Math.Max(time.Ticks, Now.Ticks), ++_planned));

    public void After(TimeSpan time, Action happens) => At(Now + time, happens);

    /// <summary>False when there is nothing more before the end.</summary>
    public bool Next(TimeSpan end)
    {
        if (!_events.TryPeek(out _, out var when) || when.At > end.Ticks)
        {
            Now = end > Now ? end : Now;
            return false;
        }

        var happens = _events.Dequeue();
        Now = TimeSpan.FromTicks(when.At);
        happens();
        return true;
    }
}
