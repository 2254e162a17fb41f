using System.Collections.Immutable;

namespace MgrPlatform.Modules.Options;

/// <summary>Ceph's names of the types that an option can have.</summary>
public static class OptionTypes
{
    public static ImmutableArray<string> All { get; } =
        ["uint", "int", "str", "float", "bool", "addr", "addrvec", "uuid", "size", "secs", "millisecs"];

    public static bool IsNumber(string type) => type is "uint" or "int" or "float" or "size" or "secs" or "millisecs";
}
