using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace MgrPlatform.Modules.Commands;

/// <summary>The characters that a text argument may be made of: those printable ASCII characters that the pattern matches.</summary>
public sealed class GoodCharacters : IEquatable<GoodCharacters>
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromMilliseconds(100);
    private readonly FrozenSet<char> _allowed;

    private GoodCharacters(string pattern, FrozenSet<char> allowed)
    {
        Pattern = pattern;
        _allowed = allowed;
    }

    /// <summary>As declared: <c>[A-Za-z0-9-_.]</c>.</summary>
    public string Pattern { get; }

    /// <summary>The first character of a text that is not allowed, or null.</summary>
    public char? FirstBad(string text)
    {
        foreach (var character in text)
        {
            if (!_allowed.Contains(character))
            {
                return character;
            }
        }

        return null;
    }

    public bool Equals(GoodCharacters? other) => other is not null && other.Pattern == Pattern;

    public override bool Equals(object? obj) => Equals(obj as GoodCharacters);

    public override int GetHashCode() => Pattern.GetHashCode(StringComparison.Ordinal);

    internal static bool TryParse(string pattern, out GoodCharacters? characters)
    {
        characters = null;
        try
        {
            var expression = new Regex($"^(?:{pattern})", RegexOptions.CultureInvariant, MatchLimit);
            var allowed = Printable().Where(c => expression.IsMatch(c.ToString())).ToFrozenSet();
            if (allowed.Count == 0)
            {
                return false; // Nothing could ever be passed.
            }

            characters = new GoodCharacters(pattern, allowed);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static IEnumerable<char> Printable()
    {
        for (var c = '\t'; c <= '\r'; c++)
        {
            yield return c;
        }

        for (var c = ' '; c <= '~'; c++)
        {
            yield return c;
        }
    }
}
