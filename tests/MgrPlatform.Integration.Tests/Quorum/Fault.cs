namespace MgrPlatform.Integration.Tests.Quorum;

/// <summary>What happens to some members at the same moment.</summary>
/// <param name="IsKill">They are killed and started again; else they stand still for a while.</param>
/// <param name="Length">After so long they are started, or go on.</param>
/// <param name="Pause">What follows comes so much later.</param>
internal sealed record Fault(IReadOnlyList<string> Victims, bool IsKill, TimeSpan Length, TimeSpan Pause)
{
    private const int OneOf = 6;
    private const double LongestLength = 3;
    private const double LongestPause = 1.5;

    /// <summary>Mostly one member, now and then two (and with them the quorum), seldom all of them.</summary>
    public static Fault Draw(Random random, IReadOnlyList<string> names)
    {
        var dice = random.Next(OneOf);
        var count = dice == 0 ? names.Count : dice == 1 ? (names.Count / 2) + 1 : 1;
        var victims = names.OrderBy(_ => random.Next()).Take(count).ToList();
        return new Fault(
            victims,
            random.Next(2) == 0,
            TimeSpan.FromSeconds(random.NextDouble() * LongestLength),
            TimeSpan.FromSeconds(random.NextDouble() * LongestPause));
    }

    public override string ToString() => FormattableString.Invariant(
        $"{(IsKill ? "kill" : "stop")} {string.Join(',', Victims)} for {Length.TotalSeconds:0.00} s, then {Pause.TotalSeconds:0.00} s");
}
