using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MgrPlatform.Modules.Commands;

/// <summary>Lays words against one signature, in the order and with the tolerance of the official tool.</summary>
/// <remarks>Used once per attempt: it keeps where it is.</remarks>
internal sealed partial class SignatureMatcher(IReadOnlyList<string> words, CommandSignature signature)
{
    // Confirmations that were plain choices before there was CephBool.
    private static readonly string[] Confirmations =
    [
        "--yes-i-really-mean-it", "--yes-i-really-really-mean-it", "--yes-i-really-really-mean-it-not-faking", "--force",
    ];

    private readonly LinkedList<string> _words = new(words);
    private readonly Dictionary<string, ArgumentDeclaration> _byName =
        signature.Arguments.ToDictionary(static argument => argument.Name.Replace('-', '_'), StringComparer.Ordinal);
    private readonly Dictionary<ArgumentDeclaration, int> _seen = [];
    private readonly JsonObject _command = [];
    private readonly bool _takesDashes = words.Count > 0 && words[0] == "injectargs";
    private string _notTaken = "";
    private string _officialRemark = "";
    private int _matched;

    internal SignatureMatch Run()
    {
        for (var i = 0; i < signature.Words.Length; i++)
        {
            if (TakeLiteral(signature.Words[i], isFirst: i == 0) is { } failure)
            {
                return failure;
            }
        }

        foreach (var argument in signature.Arguments)
        {
            if (TakeArgument(argument) is { } failure)
            {
                return failure;
            }
        }

        if (_matched < signature.RequiredCount)
        {
            return SignatureMatch.Fail(MatchOutcome.TooFew, FirstMissing());
        }

        if (_words.First is { } rest)
        {
            var reason = _notTaken.Length > 0 ? _notTaken : $"'{rest.Value}' is one argument too many";
            var unused = string.Join(", ", _words.Select(static word => $"'{word}'"));
            return SignatureMatch.Fail(MatchOutcome.Wrong, reason) with
            {
                OfficialError = $"unused arguments: [{unused}]",
                OfficialRemark = _officialRemark,
            };
        }

        return new SignatureMatch(MatchOutcome.Fits, _command, "");
    }

    private SignatureMatch? TakeLiteral(string literal, bool isFirst)
    {
        while (true)
        {
            if (!TryNext(out var word))
            {
                // Of a prefix that has begun, what is missing shows in the count at the end.
                return isFirst ? SignatureMatch.Fail(MatchOutcome.Missing, $"'{literal}' is missing") : null;
            }

            if (TakeNamed(word, out var failure))
            {
                if (failure is not null)
                {
                    return failure;
                }

                continue;
            }

            if (IsStrayOption(word, isChoice: false))
            {
                return Stray(word);
            }

            if (word != literal)
            {
                return SignatureMatch.Fail(MatchOutcome.OtherWords, $"'{word}' is not '{literal}'");
            }

            _matched++;
            _command["prefix"] = _command["prefix"] is { } begun ? $"{begun.GetValue<string>()} {literal}" : literal;
            return null;
        }
    }

    private SignatureMatch? TakeArgument(ArgumentDeclaration argument)
    {
        // A value given by name counts where it stood; here it is this argument's turn by position.
        _seen[argument] = 0;
        while (argument.IsRepeated || _seen[argument] < argument.Count)
        {
            if (!TryNext(out var word))
            {
                return !argument.IsRequired || IsGiven(argument) ? null
                    : SignatureMatch.Fail(MatchOutcome.Missing, MissingText(argument)) with { OfficialError = OfficialRefusal.Missing(argument) };
            }

            if (TakeNamed(word, out var failure))
            {
                if (failure is not null)
                {
                    return failure;
                }

                continue;
            }

            if (IsStrayOption(word, argument.Type == ArgumentType.Choices))
            {
                return Stray(word);
            }

            if (!argument.IsPositional)
            {
                _words.AddFirst(word);
                return null;
            }

            if (!WordValues.TryRead(argument, word, byName: false, partial: false, out var values, out var error))
            {
                if (argument.IsRequired)
                {
                    return SignatureMatch.Fail(MatchOutcome.Wrong, $"{error} (argument '{argument.Name}')") with
                    {
                        OfficialError = OfficialRefusal.Wrong(argument, word),
                    };
                }

                _notTaken = $"{error} (argument '{argument.Name}')";
                _officialRemark = $"{word} not valid:  {OfficialRefusal.Wrong(argument, word) ?? error}\n";
                _words.AddFirst(word);
                return null;
            }

            _notTaken = _officialRemark = "";
            Store(argument, values);
        }

        return null;
    }

    private bool IsGiven(ArgumentDeclaration argument) =>
        _command[argument.Name] is { } value && (value is not JsonArray list || list.Count >= argument.Count);

    /// <returns>True when the word was an option of this command, its value taken with it.</returns>
    private bool TakeNamed(string word, out SignatureMatch? failure)
    {
        failure = null;
        ArgumentDeclaration? argument;
        string value;
        if (Confirmations.Contains(word)
            && !_byName.Values.Any(a => a.Type == ArgumentType.Bool && $"--{a.Name.Replace('_', '-')}" == word))
        {
            return false; // The word is a value here, also where an argument is named like it.
        }

        if (NameAndValue().Match(word) is { Success: true } both)
        {
            value = both.Groups[2].Value;
            if (!_byName.TryGetValue(both.Groups[1].Value.Replace('-', '_'), out argument))
            {
                return false;
            }
        }
        else if (NameAlone().Match(word) is { Success: true } name
            && _byName.TryGetValue(name.Groups[1].Value.Replace('-', '_'), out argument)
            && (argument.Type == ArgumentType.Bool || _words.First is not null))
        {
            value = "true";
            if (argument.Type != ArgumentType.Bool)
            {
                TryNext(out value);
            }
        }
        else
        {
            return false;
        }

        if (WordValues.TryRead(argument, value, byName: true, partial: false, out var values, out var error))
        {
            Store(argument, values);
        }
        else
        {
            failure = SignatureMatch.Fail(MatchOutcome.Wrong, $"{error} (argument '{argument.Name}')");
        }

        return true;
    }

    private void Store(ArgumentDeclaration argument, List<JsonNode> values)
    {
        _matched++;
        var seen = _seen.GetValueOrDefault(argument);
        _seen[argument] = seen + 1;
        if (!argument.IsList)
        {
            _command[argument.Name] = values[0];
            return;
        }

        // By position after by name: a list of any length grows, one of a fixed length starts again.
        var list = (argument.IsRepeated || seen > 0) && _command[argument.Name] is JsonArray begun ? begun : [];
        values.ForEach(value => list.Add(value));
        _command[argument.Name] = list;
    }

    private bool TryNext(out string word)
    {
        word = _words.First?.Value ?? "";
        if (_words.First is null)
        {
            return false;
        }

        _words.RemoveFirst();
        return true;
    }

    // A mistyped option must not become the value of a positional argument.
    private bool IsStrayOption(string word, bool isChoice) =>
        word.StartsWith("--", StringComparison.Ordinal) && !isChoice && !_takesDashes && !Confirmations.Contains(word);

    private SignatureMatch Stray(string word)
    {
        var typed = NameAlone().Match(word).Groups[1].Value.Replace('-', '_');
        var nearest = _byName.Keys.OrderBy(name => EditDistance.Between(typed, name)).FirstOrDefault();
        var hint = nearest is not null && EditDistance.Between(typed, nearest) is > 0 and <= 2
            ? $"; did you mean --{nearest.Replace('_', '-')}?"
            : typed.Length > 0 && _byName.ContainsKey(typed) ? "; it needs a value" : "";
        return SignatureMatch.Fail(MatchOutcome.Wrong, $"unknown option '{word}'{hint}") with { OfficialError = $"Unexpected argument '{word}'" };
    }

    private string FirstMissing() => signature.Arguments.FirstOrDefault(a => a.IsRequired && !_command.ContainsKey(a.Name)) is { } missing
        ? MissingText(missing)
        : "not enough arguments";

    private static string MissingText(ArgumentDeclaration argument) =>
        $"the argument '{argument.Name}' ({ArgumentTypeNames.Name(argument.Type)}) is missing";

    [GeneratedRegex("^--([^=]+)=(.+)")]
    private static partial Regex NameAndValue();

    [GeneratedRegex("^--([^=]+)")]
    private static partial Regex NameAlone();
}
