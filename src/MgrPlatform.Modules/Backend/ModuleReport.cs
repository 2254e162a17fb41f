using System.Collections.Immutable;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Options;

namespace MgrPlatform.Modules.Backend;

/// <summary>What a cluster is told of a module, running or not.</summary>
/// <param name="Reason">Why it cannot run; empty when it can.</param>
public sealed record ModuleReport(
    string Name, bool CanRun, string Reason, ImmutableArray<OptionDeclaration> Options, ImmutableArray<CommandDeclaration> Commands);
