using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Options;

/// <summary>The options of one module, its own and the four that every module has, and what values they take.</summary>
public sealed class OptionTable
{
    private const int LongestText = 64 * 1024;
    private static readonly ImmutableArray<string> LogLevels = ["info", "debug", "critical", "error", "warning", ""];
    private readonly string _module;
    private readonly FrozenDictionary<string, OptionDeclaration> _byName;

    public OptionTable(string module, IEnumerable<OptionDeclaration> declarations)
    {
        _module = module;
        var own = declarations.ToImmutableArray();
        var names = own.Select(static option => option.Name).ToHashSet(StringComparer.Ordinal);
        Declarations = [.. own, .. EveryModule.Where(option => !names.Contains(option.Name))];
        _byName = Declarations.ToFrozenDictionary(static option => option.Name, StringComparer.Ordinal);
    }

    /// <summary>What Ceph adds to every module that does not declare it itself.</summary>
    public static ImmutableArray<OptionDeclaration> EveryModule { get; } =
    [
        Builtin("log_level", "str", "", LogLevels),
        Builtin("log_to_file", "bool", false, []),
        Builtin("log_to_cluster", "bool", false, []),
        Builtin("log_to_cluster_level", "str", "info", LogLevels),
    ];

    public ImmutableArray<OptionDeclaration> Declarations { get; }

    public OptionDeclaration? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads a value that an operator or a module sets.</summary>
    /// <param name="error">A sentence with the module, the option, the value and what is allowed; empty when all is well.</param>
    public OptionValue? Parse(string name, string text, out string error)
    {
        if (!_byName.TryGetValue(name, out var option))
        {
            var near = _byName.Keys.Where(known => Commands.EditDistance.Between(known, name) <= 2)
                .Order(StringComparer.Ordinal).FirstOrDefault();
            error = $"module {_module} has no option '{name}'" + (near is null ? "" : $"; did you mean '{near}'?");
            return null;
        }

        var value = text.Length <= LongestText ? OptionText.Read(option.Type, text) : null;
        if (value is null || !IsWithin(option, value))
        {
            error = $"option '{name}' of module {_module} cannot be '{Shorten(text)}'; allowed is {Allowed(option)}";
            return null;
        }

        error = "";
        return value;
    }

    /// <summary>The declared default, or null when there is none or it is not of its type.</summary>
    public OptionValue? Default(string name) =>
        _byName.TryGetValue(name, out var option) && option.Default is { } given ? OptionText.Read(option.Type, Text(given)) : null;

    /// <summary>The value that counts: what is stored when that is valid, the default otherwise.</summary>
    public OptionValue? Effective(string name, string? stored) =>
        stored is not null && Parse(name, stored, out _) is { } value ? value : Default(name);

    /// <summary>A sentence for each declaration that contradicts itself, for the author; the module can run with them.</summary>
    public IEnumerable<string> Contradictions()
    {
        foreach (var option in Declarations)
        {
            if (option.Default is { } given && Text(given).Length > 0
                && (OptionText.Read(option.Type, Text(given)) is not { } value || !IsWithin(option, value)))
            {
                yield return $"option '{option.Name}' has the default '{Shorten(Text(given))}', but allowed is {Allowed(option)}";
            }

            if (OptionTypes.IsNumber(option.Type) && option.Min is { } min && option.Max is { } max
                && Number(option, min) > Number(option, max))
            {
                yield return $"option '{option.Name}' has a min above its max, so no value is allowed";
            }
        }
    }

    private static bool IsWithin(OptionDeclaration option, OptionValue value)
    {
        if (!option.EnumAllowed.IsEmpty)
        {
            return option.EnumAllowed.Contains(value.Text);
        }

        if (!OptionTypes.IsNumber(option.Type))
        {
            return true;
        }

        var number = double.Parse(value.Text, CultureInfo.InvariantCulture);
        return (Number(option, option.Min) is not { } min || number >= min) && (Number(option, option.Max) is not { } max || number <= max);
    }

    private static double? Number(OptionDeclaration option, JsonNode? limit) =>
        limit is not null && OptionText.Read(option.Type, Text(limit)) is { } value
            ? double.Parse(value.Text, CultureInfo.InvariantCulture)
            : null;

    private static string Allowed(OptionDeclaration option)
    {
        if (!option.EnumAllowed.IsEmpty)
        {
            return "one of " + string.Join(", ", option.EnumAllowed.Select(static word => word.Length == 0 ? "'' (nothing)" : word));
        }

        var text = OptionText.Describe(option.Type);
        var limits = (option.Min, option.Max) switch
        {
            ({ } min, { } max) => $", from {Text(min)} to {Text(max)}",
            ({ } min, null) => $", {Text(min)} or more",
            (null, { } max) => $", {Text(max)} or less",
            _ => "",
        };
        return text + (OptionTypes.IsNumber(option.Type) ? limits : "");
    }

    private static string Text(JsonNode node) =>
        node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..97] + "...";

    private static OptionDeclaration Builtin(string name, string type, JsonNode value, ImmutableArray<string> allowed) =>
        new(name, type, value, "", "", null, null, allowed, [], [], Runtime: true);
}
