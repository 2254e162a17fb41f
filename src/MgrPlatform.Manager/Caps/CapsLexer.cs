using System.Buffers;

namespace MgrPlatform.Manager.Caps;

/// <summary>Cuts caps into words: blanks part them, quotes hold them together, <c>= , ;</c> stand alone.</summary>
internal static class CapsLexer
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n=,;");

    public static bool TryRead(string text, out List<string> words)
    {
        words = [];
        for (var at = 0; at < text.Length;)
        {
            var letter = text[at];
            if (char.IsWhiteSpace(letter))
            {
                at++;
            }
            else if (letter is '=' or ',' or ';')
            {
                words.Add(letter.ToString());
                at++;
            }
            else if (letter is '"' or '\'')
            {
                var end = text.IndexOf(letter, at + 1);
                if (end < 0)
                {
                    return false;
                }

                words.Add(text[(at + 1)..end]);
                at = end + 1;
            }
            else
            {
                var end = text.AsSpan(at).IndexOfAny(Ends) is >= 0 and var length ? at + length : text.Length;
                words.Add(text[at..end]);
                at = end;
            }
        }

        return true;
    }
}
