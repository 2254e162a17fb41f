using System.Net;

namespace MgrPlatform.Manager.Caps;

/// <summary>A command that somebody wants carried out.</summary>
/// <param name="Service">Who answers it: <c>mgr</c> for modules, <c>osd</c>, <c>pg</c> … for the manager's own.</param>
/// <param name="Module">The module that owns it; empty for the manager's own.</param>
/// <param name="Needs">Of <c>rwx</c>.</param>
/// <param name="Address">Where the caller is; null when that is not known.</param>
internal sealed record CommandClaim(
    string Service, string Module, string Prefix, IReadOnlyDictionary<string, string> Arguments, string Needs, IPAddress? Address);
