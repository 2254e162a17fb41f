using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Options;

/// <summary>A module option as the module declared it.</summary>
/// <param name="Type">One of <c>uint int str float bool addr addrvec uuid size secs millisecs</c>.</param>
/// <param name="Default">Typed default, or null when there is none.</param>
/// <param name="Min">Smallest value, inclusive, for numbers.</param>
/// <param name="Max">Largest value, inclusive, for numbers.</param>
/// <param name="Runtime">False: takes effect when the module is reloaded.</param>
public sealed record OptionDeclaration(
    string Name,
    string Type,
    JsonNode? Default,
    string Description,
    string LongDescription,
    JsonNode? Min,
    JsonNode? Max,
    ImmutableArray<string> EnumAllowed,
    ImmutableArray<string> Tags,
    ImmutableArray<string> SeeAlso,
    bool Runtime);
