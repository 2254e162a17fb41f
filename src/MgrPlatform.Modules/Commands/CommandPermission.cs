namespace MgrPlatform.Modules.Commands;

/// <summary>What a caller's capabilities are asked about.</summary>
/// <param name="Module">The module that owns the command, or empty for the host's own.</param>
public sealed record CommandPermission(
    string Module, string Prefix, IReadOnlyDictionary<string, string> Arguments, string Permission);
