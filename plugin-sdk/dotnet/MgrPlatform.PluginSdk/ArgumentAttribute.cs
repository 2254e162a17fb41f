namespace MgrPlatform.PluginSdk;

/// <summary>Says more of a command's argument than its C# type can.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ArgumentAttribute : Attribute
{
    /// <summary>The argument's name; the parameter's in snake_case otherwise.</summary>
    public string? Name { get; init; }

    /// <summary>Ceph's type: <c>CephPoolname</c>, <c>CephOsdName</c>, <c>CephPgid</c> …</summary>
    public string? Type { get; init; }

    /// <summary>Smallest and largest number, both allowed: <c>0|100</c>.</summary>
    public string? Range { get; init; }

    /// <summary>The words that are allowed: <c>on|off</c>.</summary>
    public string? Choices { get; init; }

    /// <summary>One sentence; shown in the command's help.</summary>
    public string? Description { get; init; }
}
