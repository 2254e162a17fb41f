namespace MgrPlatform.Simulation.Scheduling;

/// <summary>What happens next, in virtual time. Equal times are ordered by a number drawn from the seed.</summary>
public sealed class EventQueue(Randomness random)
{
    private readonly PriorityQueue<Action, (long Ticks, ulong Tie)> _queue = new();

    public TimeSpan Now { get; private set; }

    public long Executed { get; private set; }

    /// <summary>Over everything that happened: two runs of a seed have the same.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    public void At(TimeSpan time, Action action) =>
        _queue.Enqueue(action, (Math.Max(time.Ticks, Now.Ticks), random.Next()));

    public void After(TimeSpan delay, Action action) => At(Now + delay, action);

    public bool RunNext(TimeSpan end)
    {
        if (!_queue.TryPeek(out _, out var priority) || priority.Ticks > end.Ticks)
        {
            Now = end;
            return false;
        }

        var action = _queue.Dequeue();
        Now = new TimeSpan(priority.Ticks);
        Executed++;
        action();
        return true;
    }

    public void Trace(int kind, int who, long what)
    {
        Mix((ulong)Now.Ticks);
        Mix(((ulong)(uint)kind << 32) | (uint)who);
        Mix((ulong)what);
    }

    private void Mix(ulong value) => Hash = (Hash ^ value) * 1099511628211 ^ (Hash >> 29);
}
