using System.Text.RegularExpressions;

namespace MgrPlatform.Monitor.Caps;

/// <summary>What an argument must be for a grant on a command to hold.</summary>
public sealed class ArgumentConstraint
{
    private readonly Func<string, bool> _matches;

    private ArgumentConstraint(string text, Func<string, bool> matches)
    {
        Text = text;
        _matches = matches;
    }

    public string Text { get; }

    public static ArgumentConstraint Is(string value) => new("=" + value, text => text == value);

    public static ArgumentConstraint BeginsWith(string prefix) =>
        new("prefix " + prefix, text => text.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>
    /// The whole argument must match. A pattern that cannot be run in linear time, or is none, matches nothing, as in Ceph.
    /// </summary>
    public static ArgumentConstraint Fits(string pattern)
    {
        try
        {
            var regex = new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return new ArgumentConstraint("regex " + pattern, regex.IsMatch);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return new ArgumentConstraint("regex " + pattern, static _ => false);
        }
    }

    public bool Holds(string argument) => _matches(argument);
}
