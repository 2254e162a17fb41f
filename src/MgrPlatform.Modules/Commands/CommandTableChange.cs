using System.Collections.Immutable;

namespace MgrPlatform.Modules.Commands;

/// <summary>The table after a change, and what of the change was refused.</summary>
public sealed record CommandTableChange(CommandTable Table, ImmutableArray<CommandRefusal> Refusals);
