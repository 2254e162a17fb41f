using System.Collections.Immutable;
using System.Globalization;

namespace MgrPlatform.Modules.Commands;

/// <summary>One argument of a command, as its owner declared it.</summary>
public sealed record ArgumentDeclaration(string Name, ArgumentType Type)
{
    public bool IsRequired { get; init; } = true;

    /// <summary>False: given as <c>--name value</c> only.</summary>
    public bool IsPositional { get; init; } = true;

    /// <summary>How many values it takes (<c>n=2</c>); 1 when <see cref="IsRepeated"/>, which then is the least.</summary>
    public int Count { get; init; } = 1;

    /// <summary>One value or more, as a list (<c>n=N</c>).</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Limits of a <see cref="ArgumentType.Int"/> or <see cref="ArgumentType.Float"/>.</summary>
    public ArgumentRange? Range { get; init; }

    /// <summary>The words that a <see cref="ArgumentType.Choices"/> takes.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>What a <see cref="ArgumentType.String"/> may be made of; null for anything.</summary>
    public GoodCharacters? GoodCharacters { get; init; }

    /// <summary>The value is a list in the command map.</summary>
    public bool IsList => IsRepeated || Count > 1;

    /// <summary>As a usage line shows it: <c>[&lt;fs&gt;]</c>, <c>&lt;keep:int&gt;</c>, <c>none|upmap</c>.</summary>
    public string Usage
    {
        get
        {
            var text = Type == ArgumentType.Bool ? Option : IsPositional && !IsFormat ? Placeholder : $"{Option} {Placeholder}";
            text = IsList ? text + "..." : text;
            return IsRequired ? text : $"[{text}]";
        }
    }

    /// <summary>As it stands in a declaration: <c>name=fs,type=CephString,req=false</c>.</summary>
    public override string ToString()
    {
        List<string> fields = [$"name={Name}", $"type={ArgumentTypeNames.Name(Type)}"];
        AddField(fields, !Choices.IsEmpty, "strings", string.Join('|', Choices));
        AddField(fields, Range is not null, "range", Range?.ToString());
        AddField(fields, GoodCharacters is not null, "goodchars", GoodCharacters?.Pattern);
        AddField(fields, IsList, "n", IsRepeated ? "N" : Count.ToString(CultureInfo.InvariantCulture));
        AddField(fields, !IsRequired, "req", "false");
        AddField(fields, !IsPositional, "positional", "false");
        return string.Join(',', fields);
    }

    private static void AddField(List<string> fields, bool isSet, string name, string? value)
    {
        if (isSet)
        {
            fields.Add($"{name}={value}");
        }
    }

    private bool IsFormat => Name == "format" && Type == ArgumentType.Choices;

    private string Option => "--" + Name.Replace('_', '-');

    private string Placeholder => Type switch
    {
        ArgumentType.Choices when IsFormat => $"{{{string.Join('|', Choices)}}}",
        ArgumentType.Choices => string.Join('|', Choices),
        ArgumentType.OsdName => "<id|osd.id>",
        ArgumentType.Name => "<type.id>",
        ArgumentType.Int => $"<{Name}:int>",
        ArgumentType.Float => $"<{Name}:float>",
        _ => $"<{Name}>",
    };
}
