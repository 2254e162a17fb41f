namespace MgrPlatform.Benchmarks.Measuring;

/// <summary>One line of the table.</summary>
/// <param name="Case">What was measured, such as <c>python, quiet</c>.</param>
/// <param name="Count">How many samples; 0 for a figure that follows from others.</param>
/// <param name="Goal">What <paramref name="P50"/> must not exceed; what it must reach when it <see cref="IsFloor"/>.</param>
/// <param name="Skipped">Why there is no figure.</param>
internal sealed record Measurement(
    string Benchmark, string Case, int Count, double? P50, double? P99, string Unit, double? Goal, string Note, string? Skipped)
{
    /// <summary>More is better: so many a second.</summary>
    public bool IsFloor { get; init; }

    public string Verdict => this switch
    {
        { Skipped: not null } => "skipped",
        { Goal: null } => "",
        { P50: { } value, Goal: { } goal } when (IsFloor ? value >= goal : value <= goal) => "ok",
        _ => "MISSED",
    };
}
