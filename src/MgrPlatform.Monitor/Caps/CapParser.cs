namespace MgrPlatform.Monitor.Caps;

/// <summary>
/// Reads capabilities:
/// <code>
/// caps    = grant { (";" | ",") grant }
/// grant   = "allow" ( "service" s rwx | "command" c [ "with" { arg ("=" v | "prefix" v | "regex" v) } ] | "profile" p | rwx )
///           [ "network" n ]
///         | "profile" p [ "network" n ]
/// rwx     = "*" | "all" | letters of "rwx"
/// </code>
/// After "service", "command", "profile" and "network" a "=" may stand in place of the blank. Words may be quoted.
/// </summary>
internal ref struct CapParser
{
    private const string WordMarks = "-_./:@+[]%";
    private readonly string _text;
    private int _at;

    private CapParser(string text)
    {
        _text = text;
        _at = 0;
    }

    public static bool TryParse(string text, out IReadOnlyList<CapGrant> grants)
    {
        var parser = new CapParser(text);
        List<CapGrant> found = [];
        grants = found;
        parser.SkipBlanks();
        while (parser.TryGrant(out var grant))
        {
            found.Add(grant);
            parser.SkipBlanks();
            if (parser._at == text.Length)
            {
                return true;
            }

            if (text[parser._at] is not (';' or ','))
            {
                return false;
            }

            parser._at++;
            parser.SkipBlanks();
            if (parser._at == text.Length)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryGrant(out CapGrant grant)
    {
        grant = CapGrant.ForService("", CapPermissions.None);
        if (!TryWord("profile"))
        {
            if (!TryWord("allow"))
            {
                return false;
            }

            return TryAfterAllow(ref grant) && TryNetwork(ref grant);
        }

        return TryValue(out var profile) && TryNetwork(ref grant, grant with { Profile = profile });
    }

    private bool TryAfterAllow(ref CapGrant grant)
    {
        if (TryWord("service"))
        {
            if (!TryValue(out var service) || !TryPermissions(out var permissions))
            {
                return false;
            }

            grant = CapGrant.ForService(service, permissions);
            return true;
        }

        if (TryWord("command"))
        {
            return TryCommand(out grant);
        }

        if (TryWord("profile"))
        {
            if (!TryValue(out var profile))
            {
                return false;
            }

            grant = grant with { Profile = profile };
            return true;
        }

        if (!TryPermissions(out var all))
        {
            return false;
        }

        grant = grant with { Permissions = all };
        return true;
    }

    private bool TryCommand(out CapGrant grant)
    {
        grant = CapGrant.ForCommand("");
        if (!TryValue(out var command))
        {
            return false;
        }

        var constraints = new SortedDictionary<string, ArgumentConstraint>(StringComparer.Ordinal);
        if (TryWord("with"))
        {
            do
            {
                if (!TryConstraint(constraints))
                {
                    return false;
                }
            }
            while (!AtEndOfGrant());
        }

        grant = CapGrant.ForCommand(command) with { Constraints = constraints };
        return true;
    }

    private bool TryConstraint(SortedDictionary<string, ArgumentConstraint> constraints)
    {
        SkipBlanks();
        if (!TryString(out var name))
        {
            return false;
        }

        SkipBlanks();
        if (_at < _text.Length && _text[_at] == '=')
        {
            _at++;
            SkipBlanks();
            if (!TryString(out var value))
            {
                return false;
            }

            constraints[name] = ArgumentConstraint.Is(value);
            return true;
        }

        var isPrefix = TryWord("prefix");
        if (!isPrefix && !TryWord("regex"))
        {
            return false;
        }

        SkipBlanks();
        if (!TryString(out var pattern))
        {
            return false;
        }

        constraints[name] = isPrefix ? ArgumentConstraint.BeginsWith(pattern) : ArgumentConstraint.Fits(pattern);
        return true;
    }

    private bool TryNetwork(ref CapGrant grant, CapGrant from)
    {
        grant = from;
        return TryNetwork(ref grant);
    }

    private bool TryNetwork(ref CapGrant grant)
    {
        if (!TryWord("network"))
        {
            return true;
        }

        if (!TryValue(out var network))
        {
            return false;
        }

        grant = grant with { Network = new CapNetwork(network) };
        return true;
    }

    /// <summary>A word after another one, or after "=".</summary>
    private bool TryValue(out string value)
    {
        SkipBlanks();
        if (_at < _text.Length && _text[_at] == '=')
        {
            _at++;
            SkipBlanks();
        }

        return TryString(out value);
    }

    private bool TryPermissions(out CapPermissions permissions)
    {
        permissions = CapPermissions.None;
        SkipBlanks();
        if (TryWord("all"))
        {
            permissions = CapPermissions.Any;
            return true;
        }

        if (_at < _text.Length && _text[_at] == '*')
        {
            _at++;
            permissions = CapPermissions.Any;
            return true;
        }

        // In this order only, as Ceph reads them.
        foreach (var (letter, permission) in (ReadOnlySpan<(char, CapPermissions)>)
            [('r', CapPermissions.Read), ('w', CapPermissions.Write), ('x', CapPermissions.Execute)])
        {
            if (_at < _text.Length && _text[_at] == letter)
            {
                _at++;
                permissions |= permission;
            }
        }

        return permissions != CapPermissions.None;
    }

    private bool TryString(out string value)
    {
        value = "";
        if (_at == _text.Length)
        {
            return false;
        }

        if (_text[_at] is '"' or '\'')
        {
            var end = _text.IndexOf(_text[_at], _at + 1);
            if (end < 0)
            {
                return false;
            }

            value = _text[(_at + 1)..end];
            _at = end + 1;
            return value.Length > 0;
        }

        var start = _at;
        while (_at < _text.Length && IsOfWord(_text[_at]))
        {
            _at++;
        }

        value = _text[start.._at];
        return value.Length > 0;
    }

    private bool TryWord(string word)
    {
        SkipBlanks();
        var end = _at + word.Length;
        if (end > _text.Length || string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0
            || (end < _text.Length && IsOfWord(_text[end])))
        {
            return false;
        }

        _at = end;
        return true;
    }

    private bool AtEndOfGrant()
    {
        SkipBlanks();
        return _at == _text.Length || _text[_at] is ';' or ',' || AtWord("network");
    }

    private readonly bool AtWord(string word) => string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0;

    private void SkipBlanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || WordMarks.Contains(c, StringComparison.Ordinal);
}
