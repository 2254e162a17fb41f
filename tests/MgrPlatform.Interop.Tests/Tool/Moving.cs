using System.Text.RegularExpressions;

namespace MgrPlatform.Interop.Tests.Tool;

/// <summary>
/// What is left of an answer when all that moves by itself is taken out: times, ages and numbers become <c>#</c>, and blanks that lined
/// them up become one. Lines that come and go with the traffic (<c>io:</c>, <c>progress:</c>, placement groups on their way) are dropped.
/// </summary>
internal static partial class Moving
{
    public static string Out(string text)
    {
        // At the end of what a monitor answers to a ping: which clients are there, and what they can do.
        text = text.IndexOf("\"feature_map\"", StringComparison.Ordinal) is > 0 and var at ? text[..at] : text;
        text = Time().Replace(text, "#");
        text = Number().Replace(text, "#");
        text = Unit().Replace(text, "#");
        text = Blanks().Replace(text, " ");
        return string.Join(
            '\n', text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0 && !Traffic().IsMatch(line)));
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?([+-]\d{4}|Z)?")]
    private static partial Regex Time();

    [GeneratedRegex(@"-?\d+(\.\d+)?(e[+-]?\d+)?")]
    private static partial Regex Number();

    /// <summary>Ages and sizes: <c>#s</c>, <c>#m</c>, <c># KiB</c>.</summary>
    [GeneratedRegex(@"# ?([KMGTP]?i?B|[smhdwy]|min)(/s)?\b")]
    private static partial Regex Unit();

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^(io:|client:|recovery:|progress:|Global Recovery|\[=*\.*\]|pgs:|# (active|unknown|creating|peering))")]
    private static partial Regex Traffic();
}
