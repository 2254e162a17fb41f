using System.Collections.Immutable;

namespace MgrPlatform.Modules.Commands;

/// <summary>A command's words and arguments, read from Ceph's declaration: <c>fs status name=fs,type=CephString,req=false</c>.</summary>
public sealed class CommandSignature
{
    public const int MaximumLength = 8192;
    public const int MaximumArguments = 64;

    internal CommandSignature(ImmutableArray<string> words, ImmutableArray<ArgumentDeclaration> arguments)
    {
        Words = words;
        Arguments = arguments;
        Prefix = string.Join(' ', words);
        RequiredCount = words.Length + arguments.Count(static argument => argument.IsRequired);
    }

    /// <summary>The literal words it starts with.</summary>
    public ImmutableArray<string> Words { get; }

    public ImmutableArray<ArgumentDeclaration> Arguments { get; }

    /// <summary><see cref="Words"/> with blanks between: what stands as <c>prefix</c> in a command map.</summary>
    public string Prefix { get; }

    /// <summary>The usage line: <c>fs status [&lt;fs&gt;]</c>.</summary>
    public string Usage => string.Join(' ', Words.Concat(Arguments.Select(static argument => argument.Usage)));

    /// <summary>As it would be declared: <c>fs status name=fs,type=CephString,req=false</c>.</summary>
    public string Declaration => string.Join(' ', Words.Concat(Arguments.Select(static argument => argument.ToString())));

    /// <summary>Words and required arguments together.</summary>
    internal int RequiredCount { get; }

    /// <exception cref="FormatException">With a sentence that names the word and the field.</exception>
    public static CommandSignature Parse(string text) =>
        TryParse(text, out var signature, out var error) ? signature! : throw new FormatException(error);

    /// <param name="error">A sentence that names the word and the field.</param>
    public static bool TryParse(string text, out CommandSignature? signature, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        signature = null;
        if (text.Length > MaximumLength)
        {
            error = $"the declaration is {text.Length} characters long; at most {MaximumLength} are allowed";
            return false;
        }

        var words = ImmutableArray.CreateBuilder<string>();
        var arguments = ImmutableArray.CreateBuilder<ArgumentDeclaration>();
        var positional = true;
        foreach (var part in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "--")
            {
                positional = false; // What follows is given by name only.
            }
            else if (part.AsSpan().ContainsAny(',', '='))
            {
                if (!ArgumentReader.TryReadText(part, positional, out var argument, out error))
                {
                    return false;
                }

                arguments.Add(argument!);
            }
            else if (arguments.Count > 0)
            {
                error = $"the word '{part}' comes after an argument; write the command's words first, or use type=CephChoices";
                return false;
            }
            else
            {
                words.Add(part);
            }
        }

        return TryCreate(words.ToImmutable(), arguments.ToImmutable(), out signature, out error);
    }

    internal static bool TryCreate(
        ImmutableArray<string> words, ImmutableArray<ArgumentDeclaration> arguments, out CommandSignature? signature, out string error)
    {
        signature = null;
        var name = string.Join(' ', words);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var twice = arguments.FirstOrDefault(argument => !names.Add(argument.Name.Replace('-', '_')));
        error = words.IsEmpty ? "the declaration has no words; start it with the command's name"
            : arguments.Length > MaximumArguments ? $"'{name}' has {arguments.Length} arguments; at most {MaximumArguments} are allowed"
            : twice is not null ? $"'{name}' declares the argument '{twice.Name}' twice"
            : "";
        if (error.Length > 0)
        {
            return false;
        }

        signature = new CommandSignature(words, arguments);
        return true;
    }

    public override string ToString() => Declaration;
}
