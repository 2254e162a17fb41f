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
    internal static SignatureMatch Fail(MatchOutcome outcome, string error) => new(outcome, null, error);
}
