using System.Globalization;
using System.Text;

namespace MgrPlatform.Client.Configuration;

/// <summary>
/// Splits a ceph.conf (and a keyring, which has the same form) into section headings and options. A comment begins with # or ;, also
/// after a value and even inside quotes, unless a backslash stands before it; a backslash at the end of a line joins the next line.
/// </summary>
internal sealed class CephConfScanner(string text, string path)
{
    private const char End = '\0';

    private int _position = text.StartsWith('\uFEFF') ? 1 : 0;
    private int _line = 1;

    /// <summary>A heading has a section, an option has key and value.</summary>
    public readonly record struct Item(string? Section, string Key, string Value, int Line);

    private char Current => _position < text.Length ? text[_position] : End;

    private bool AtEnd => _position >= text.Length;

    /// <exception cref="ClientException">A line is neither heading, option, comment nor blank.</exception>
    public bool TryRead(out Item item)
    {
        while (!AtEnd)
        {
            SkipBlanks();
            if (IsLineEnd || IsComment)
            {
                SkipLine();
                continue;
            }

            var line = _line;
            if (Current == '[')
            {
                item = new Item(ReadSection(), "", "", line);
            }
            else
            {
                var key = ReadKey();
                SkipBlanks();
                item = new Item(null, key, Current is '"' or '\'' ? ReadQuoted() : ReadPlain(), line);
            }

            FinishLine(item.Section is null ? "value" : "heading");
            return true;
        }

        item = default;
        return false;
    }

    public ClientException Error(int line, string what) =>
        new(Errno.Invalid, string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}: {what}"));

    private bool IsLineEnd => AtEnd || Current is '\n' or '\r';

    private bool IsComment => Current is '#' or ';';

    private string ReadSection()
    {
        var start = ++_position;
        while (Current != ']')
        {
            if (IsLineEnd)
            {
                throw Error(_line, "a section's heading has no closing ]");
            }

            _position++;
        }

        var name = text[start.._position++];
        return name.Length > 0 ? name : throw Error(_line, "a section has no name");
    }

    private string ReadKey()
    {
        var key = new StringBuilder();
        while (Current != '=')
        {
            if (IsLineEnd || IsComment)
            {
                throw Error(_line, $"\"{key.ToString().Trim()}\" is neither a [section] nor an option = value");
            }

            if (!TryJoinLines())
            {
                key.Append(Current);
                _position++;
            }
        }

        _position++;
        return key.ToString().Trim() is { Length: > 0 } name ? name : throw Error(_line, "there is no option before the =");
    }

    private string ReadPlain()
    {
        var value = new StringBuilder();
        while (!IsLineEnd && !IsComment)
        {
            Take(value);
        }

        return value.ToString().TrimEnd(' ', '\t');
    }

    private string ReadQuoted()
    {
        var (quote, line) = (Current, _line);
        _position++;
        var value = new StringBuilder();
        while (Current != quote)
        {
            if (AtEnd || IsComment)
            {
                throw Error(
                    IsComment ? _line : line,
                    IsComment ? $"put a backslash before the {Current} in the quoted value" : $"the value has no closing {quote}");
            }

            Take(value);
        }

        _position++;
        return value.ToString();
    }

    /// <summary>One character of a value, after its backslash if it has one.</summary>
    private void Take(StringBuilder value)
    {
        if (TryJoinLines())
        {
            return;
        }

        if (Current == '\\' && _position + 1 < text.Length)
        {
            _position++;
        }

        if (Current == '\n')
        {
            _line++;
        }

        value.Append(Current);
        _position++;
    }

    private bool TryJoinLines()
    {
        if (Current != '\\')
        {
            return false;
        }

        var next = _position + 1;
        if (next < text.Length && text[next] == '\r')
        {
            next++;
        }

        if (next < text.Length && text[next] != '\n')
        {
            return false;
        }

        _position = Math.Min(next + 1, text.Length);
        _line++;
        return true;
    }

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t' || TryJoinLines())
        {
            if (Current is ' ' or '\t')
            {
                _position++;
            }
        }
    }

    private void FinishLine(string what)
    {
        SkipBlanks();
        if (!IsLineEnd && !IsComment)
        {
            throw Error(_line, $"there is more after the end of the {what}: put a # before it");
        }

        SkipLine();
    }

    private void SkipLine()
    {
        while (!AtEnd && Current != '\n')
        {
            _position++;
        }

        if (!AtEnd)
        {
            _position++;
            _line++;
        }
    }
}
