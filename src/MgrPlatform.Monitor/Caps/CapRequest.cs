using System.Collections.ObjectModel;
using System.Net;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Caps;

/// <summary>Something that an entity wants to do.</summary>
/// <param name="Name">Who.</param>
/// <param name="Service">With which service: a command's module.</param>
/// <param name="Command">The command's words; empty when it is none.</param>
/// <param name="Needed">What that takes.</param>
/// <param name="From">Where the entity connects from.</param>
public sealed record CapRequest(EntityName Name, string Service, string Command, CapPermissions Needed, IPAddress? From)
{
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
