namespace MgrPlatform.Modules.Commands;

/// <summary>A declared command that a <see cref="CommandTable"/> did not take, and why.</summary>
/// <param name="Command">Its prefix, or the declaration when that cannot be read.</param>
/// <param name="Reason">A sentence for the operator and the author.</param>
public sealed record CommandRefusal(string Owner, string Command, string Reason);
