using System.Text.RegularExpressions;

namespace MgrPlatform.Manager.Caps;

/// <summary>What an argument must be: <c>pool=rbd</c>, <c>pool prefix rbd_</c>, <c>pool regex "rbd.*"</c>.</summary>
internal sealed record ArgumentRule(string Operator, string Text)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    public bool Matches(string value) => Operator switch
    {
        "prefix" => value.StartsWith(Text, StringComparison.Ordinal),
        "regex" => MatchesRegex(value),
        _ => value == Text,
    };

    private bool MatchesRegex(string value)
    {
        try
        {
            return Regex.IsMatch(value, $"^(?:{Text})$", RegexOptions.CultureInvariant, Patience);
        }
        catch (Exception error) when (error is RegexMatchTimeoutException or ArgumentException)
        {
            return false; // A rule that cannot be read grants nothing.
        }
    }
}
