namespace MgrPlatform.PluginSdk;

/// <summary>
/// Makes a method a command: its parameters become the command's arguments, its result the answer.
/// A parameter with a default, or of a nullable type, need not be given. A <see cref="CancellationToken"/> and a
/// <see cref="CommandContext"/> are passed in and are no arguments.
/// </summary>
/// <param name="prefix">The command's words: <c>fs status</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ModuleCommandAttribute(string prefix) : Attribute
{
    /// <summary>The command's words: <c>fs status</c>.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>What the caller needs: <c>r</c>, <c>w</c> or <c>rw</c>.</summary>
    public string Permission { get; init; } = "rw";

    /// <summary>The command's help, one sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>The official tool repeats the command by itself.</summary>
    public bool Poll { get; init; }
}
