using System.Globalization;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Tests.Commands;

/// <summary>Makes word lists for commands: right ones, and right ones with one thing spoilt. The same seed, the same lists.</summary>
internal sealed class WordCases(int seed)
{
    private static readonly string[] Noise = ["", "0", "-1", "abc", "a b", "1.5", "osd.1", "--force", "--yes-i-really-mean-it", "x,y", "--nosuch=1", "--"];
    private readonly Random _random = new(seed);

    internal IEnumerable<string[]> For(CommandEntry entry)
    {
        var whole = Whole(entry.Signature);
        yield return [.. whole];
        yield return Spoilt(whole);
        yield return Spoilt([.. Whole(entry.Signature)]);
    }

    private List<string> Whole(CommandSignature signature)
    {
        List<string> words = [.. signature.Words];
        List<string> named = [];
        foreach (var argument in signature.Arguments)
        {
            if (!argument.IsRequired && _random.Next(3) == 0)
            {
                continue;
            }

            for (var left = argument.IsRepeated ? _random.Next(1, 4) : 1; left > 0; left--)
            {
                var value = Value(argument);
                var name = "--" + (_random.Next(2) == 0 ? argument.Name.Replace('_', '-') : argument.Name);
                switch (_random.Next(4))
                {
                    case 0 when value.Length > 0 && argument.Type != ArgumentType.Bool:
                        named.AddRange([name, value]);
                        break;
                    case 1 when value.Length > 0:
                        named.Add($"{name}={value}");
                        break;
                    case 2 when argument.Type == ArgumentType.Bool:
                        named.Add(name);
                        break;
                    default:
                        words.Add(value);
                        break;
                }
            }
        }

        words.InsertRange(_random.Next(signature.Words.Length, words.Count + 1), named);
        return words;
    }

    private string[] Spoilt(List<string> words)
    {
        var at = _random.Next(words.Count);
        var word = words[at];
        switch (_random.Next(6))
        {
            case 0:
                words.RemoveAt(at);
                break;
            case 1:
                words.Insert(at, Noise[_random.Next(Noise.Length)]);
                break;
            case 2:
                words.Add(Noise[_random.Next(Noise.Length)]);
                break;
            case 3:
                words[at] = Noise[_random.Next(Noise.Length)];
                break;
            case 4 when word.Length > 1:
                words[at] = word[..^1];
                break;
            default:
                words.Insert(at, word);
                break;
        }

        return [.. words];
    }

    private string Value(ArgumentDeclaration argument) => argument.Type switch
    {
        ArgumentType.Int => Number(argument, [0, 1, 7, 100]).ToString("0", CultureInfo.InvariantCulture),
        ArgumentType.Float => Number(argument, [0.0, 0.25, 1.0, 3.5]).ToString("0.0#", CultureInfo.InvariantCulture),
        ArgumentType.Bool => Pick("true", "false", "1", "0", "True"),
        ArgumentType.Choices => Pick([.. argument.Choices]),
        ArgumentType.Uuid => "12345678-1234-5678-1234-567812345678",
        ArgumentType.Name => Pick("osd.1", "mon.a", "client.admin", "*", "mgr", "mds.x"),
        ArgumentType.OsdName => Pick("0", "osd.3", "*", "12"),
        ArgumentType.Pgid => Pick("1.0", "2.1f", "0.a"),
        ArgumentType.IPAddr => Pick("10.0.0.1", "10.0.0.1:6800", "fe80::1", "[fe80::1]:6"),
        ArgumentType.EntityAddr => Pick("10.0.0.1:0/123", "10.0.0.1", "v1:10.0.0.1:6789/5"),
        ArgumentType.Filepath => Pick("/tmp/never-written", "/"),
        _ when argument.GoodCharacters is not null => Pick("abc", "a-b_c.1", "x=1", "r"),
        _ => Pick("abc", "cephfs", "a,b", "5", "x=y", ".mgr"),
    };

    private double Number(ArgumentDeclaration argument, double[] numbers) =>
        argument.Range is { Maximum: { } most } ? Math.Min(numbers[_random.Next(4)], most) : numbers[_random.Next(4)];

    private string Pick(params string[] words) => words[_random.Next(words.Length)];
}
