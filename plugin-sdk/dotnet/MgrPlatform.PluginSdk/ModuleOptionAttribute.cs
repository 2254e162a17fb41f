namespace MgrPlatform.PluginSdk;

/// <summary>
/// Makes a property an option of the module. Its default is what the initialiser gave it; it always has the stored value, and changes
/// while the module runs.
/// Types: string, bool, int, long, uint, ulong, double, TimeSpan (seconds), Guid, enum.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ModuleOptionAttribute : Attribute
{
    /// <summary>The option's name; the property's in snake_case otherwise.</summary>
    public string? Name { get; init; }

    /// <summary>Ceph's option type (<c>size</c>, <c>addr</c>, <c>millisecs</c> …), when the C# type does not say it.</summary>
    public string? Type { get; init; }

    /// <summary>One sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>As much more as needs to be said.</summary>
    public string LongDescription { get; init; } = "";

    /// <summary>Smallest value of a number.</summary>
    public double Min { get; init; } = double.NaN;

    /// <summary>Largest value of a number.</summary>
    public double Max { get; init; } = double.NaN;

    /// <summary>The values that are allowed; those of an enum are known without.</summary>
    public string[] Allowed { get; init; } = [];

    /// <summary>Ceph's tags.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>Names of options that belong together with this one.</summary>
    public string[] SeeAlso { get; init; } = [];

    /// <summary>True: a value stored for this manager alone (<c>mgr/NAME/ID/OPTION</c>) wins, as for an address to listen on.</summary>
    public bool Localized { get; init; }

    /// <summary>False: a change takes effect when the module is reloaded.</summary>
    public bool Runtime { get; init; } = true;
}
