namespace MgrPlatform.Benchmarks.Measuring;

/// <summary>How long and how often things are measured: a quick look, or figures to hold on to.</summary>
internal sealed record Pace(bool IsQuick)
{
    public TimeSpan WarmUp => TimeSpan.FromSeconds(IsQuick ? 0.5 : 3);

    /// <summary>Quiet and disturbed phases take turns, so that what else the machine does falls on both.</summary>
    public int Rounds => IsQuick ? 2 : 5;

    public TimeSpan Phase => TimeSpan.FromSeconds(IsQuick ? 0.7 : 2);

    public int Reloads => IsQuick ? 4 : 50;

    public int StartUps => IsQuick ? 1 : 5;

    public int Versions => IsQuick ? 5 : 40;

    public int Reads => IsQuick ? 50 : 1000;

    /// <summary>On one store, for a month.</summary>
    public long Commits => IsQuick ? 20_000 : 1_000_000;

    /// <summary>Leaders that are killed.</summary>
    public int Losses => IsQuick ? 3 : 20;

    public int Processes => IsQuick ? 5 : 40;
}
