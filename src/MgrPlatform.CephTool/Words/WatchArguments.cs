namespace MgrPlatform.CephTool.Words;

/// <summary>What of the cluster log <c>-w</c> follows.</summary>
public sealed record WatchArguments
{
    private static readonly string[] Levels = ["debug", "info", "sec", "warn", "error"];

    /// <summary>Entries of this level and above: <c>debug</c>, <c>info</c>, <c>sec</c>, <c>warn</c>, <c>error</c>.</summary>
    public string Level { get; private init; } = "info";

    /// <summary><c>cluster</c>, <c>audit</c>, <c>cephadm</c> …, or <c>*</c> for all.</summary>
    public string Channel { get; init; } = "cluster";

    private bool IsLevelGiven { get; init; }

    /// <param name="option"><c>--watch</c>, or <c>--watch-LEVEL</c>; of several levels the highest counts, as in the official tool.</param>
    internal WatchArguments With(string option)
    {
        var level = option == "--watch" ? null : option["--watch-".Length..];
        return level is null || (IsLevelGiven && Array.IndexOf(Levels, level) < Array.IndexOf(Levels, Level))
            ? this
            : this with { Level = level, IsLevelGiven = true };
    }
}
