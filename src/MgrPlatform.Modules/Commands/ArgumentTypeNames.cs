using System.Collections.Frozen;

namespace MgrPlatform.Modules.Commands;

/// <summary>Pairs <see cref="ArgumentType"/> with the names that stand in declarations.</summary>
public static class ArgumentTypeNames
{
    private static readonly FrozenDictionary<string, ArgumentType> ByName =
        Enum.GetValues<ArgumentType>().ToFrozenDictionary(Name, StringComparer.Ordinal);

    /// <summary>Every name, for sentences that say what is allowed.</summary>
    public static string All { get; } = string.Join(", ", Enum.GetValues<ArgumentType>().Select(Name));

    public static string Name(ArgumentType type) => type == ArgumentType.Uuid ? "CephUUID" : "Ceph" + type;

    public static bool TryParse(string name, out ArgumentType type) => ByName.TryGetValue(name, out type);
}
