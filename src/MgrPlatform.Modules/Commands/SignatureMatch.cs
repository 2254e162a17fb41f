using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Commands;

/// <summary>How far words fit a signature.</summary>
internal enum MatchOutcome
{
    Fits,
    OtherWords,
    TooFew,
    Missing,
    Wrong,
}

/// <summary>The result of laying words against one signature.</summary>
internal sealed record SignatureMatch(MatchOutcome Outcome, JsonObject? Command, string Error)
{
    /// <summary>The official tool's words for <see cref="Error"/>, where they are known.</summary>
    internal string? OfficialError { get; init; }

    /// <summary>What the official tool says before it: why a word that was left over did not fit an argument.</summary>
    internal string OfficialRemark { get; init; } = "";

    internal static SignatureMatch Fail(MatchOutcome outcome, string error) => new(outcome, null, error);
}
