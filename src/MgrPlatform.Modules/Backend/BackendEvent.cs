using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Backend;

/// <summary>What a backend tells the host.</summary>
public abstract record BackendEvent
{
    private BackendEvent()
    {
    }

    /// <summary>Something that modules may ask to be told, see <see cref="NotifyTypes"/>.</summary>
    /// <param name="Type">One of <see cref="NotifyTypes"/>.</param>
    /// <param name="Id">Empty, a tag, or for <c>clog</c> the entry as an object. Shared: not to be changed.</param>
    /// <param name="Version">Version of the document of that name, or 0.</param>
    public sealed record Notified(string Type, JsonNode Id, long Version) : BackendEvent;

    /// <summary>Stored options changed; full keys.</summary>
    public sealed record OptionsChanged(ImmutableArray<string> Keys) : BackendEvent;

    /// <summary>Stored key-value pairs changed; full keys.</summary>
    public sealed record StoreChanged(ImmutableArray<string> Keys) : BackendEvent;

    /// <summary><see cref="IModuleBackend.EnabledModules"/> changed.</summary>
    public sealed record ModulesChanged : BackendEvent;
}
