namespace MgrPlatform.Modules.Lifecycle;

/// <summary>How often a failing module is started again, and how patiently.</summary>
public sealed record RestartBudget
{
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>One failure more than this within <see cref="Window"/> and the module is failed.</summary>
    public int Restarts { get; init; } = 5;

    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The delay before the restart after <paramref name="failures"/> failures in the window: doubles each time.</summary>
    public TimeSpan DelayAfter(int failures)
    {
        var delay = FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(failures, 30) - 1);
        return TimeSpan.FromSeconds(Math.Min(delay, LongestDelay.TotalSeconds));
    }
}
