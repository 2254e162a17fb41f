using System.Collections.Immutable;
using System.Text.Json;
using MgrPlatform.Modules.Options;

namespace MgrPlatform.Modules.Commands;

/// <summary>What a module says of itself when it is loaded: section 3.2 of the runner protocol.</summary>
/// <param name="Reason">Why it cannot run; empty when it can.</param>
/// <param name="Serves">It has a <c>serve</c> of its own to run.</param>
/// <param name="Warnings">What its author should know; the module works all the same.</param>
public sealed record ModuleDeclarations(
    ImmutableArray<CommandDeclaration> Commands,
    ImmutableArray<OptionDeclaration> Options,
    ImmutableArray<string> NotifyTypes,
    bool CanRun,
    string Reason,
    bool Serves,
    ImmutableArray<string> Warnings)
{
    /// <summary>A module that declares nothing.</summary>
    public static ModuleDeclarations None { get; } = new([], [], [], true, "", false, []);

    /// <exception cref="FormatException">With a sentence that names the member.</exception>
    public static ModuleDeclarations Read(JsonElement json) => DeclarationReader.Read(json);

    /// <param name="error">A sentence that names the member.</param>
    public static bool TryRead(JsonElement json, out ModuleDeclarations? declarations, out string error)
    {
        try
        {
            declarations = DeclarationReader.Read(json);
            error = "";
            return true;
        }
        catch (FormatException fault)
        {
            declarations = null;
            error = fault.Message;
            return false;
        }
    }
}
