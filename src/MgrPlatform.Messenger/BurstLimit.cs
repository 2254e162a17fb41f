namespace MgrPlatform.Messenger;

/// <summary>
/// One line of log for what happens within ten seconds: whoever floods us must not fill the log as well. From any thread.
/// </summary>
public sealed class BurstLimit(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long _lastTold;
    private int _untold;

    /// <summary>True when this is to be told of; <paramref name="count"/> is how many it stands for.</summary>
    public bool IsToTell(out int count)
    {
        lock (_gate)
        {
            count = ++_untold;
            if (_lastTold != 0 && time.GetElapsedTime(_lastTold) < Interval)
            {
                return false;
            }

            _lastTold = Math.Max(1, time.GetTimestamp());
            _untold = 0;
            return true;
        }
    }
}
