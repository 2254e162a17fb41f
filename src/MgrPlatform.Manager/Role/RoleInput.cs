using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Role;

/// <summary>What happens to a <see cref="RoleMachine"/>.</summary>
public abstract record RoleInput
{
    private RoleInput()
    {
    }

    /// <summary>A monitor let us in under this global id.</summary>
    public sealed record Identified(ulong Gid) : RoleInput;

    public sealed record MapChanged(MgrMap Map) : RoleInput;

    /// <summary>The monitors take us for a standby, whatever the newest map says that we have.</summary>
    public sealed record Dismissed : RoleInput;

    /// <summary>The answer to <see cref="RoleEffect.Start"/>: all that serves is there, at these addresses.</summary>
    public sealed record Started(EntityAddressVector Addresses) : RoleInput;

    /// <summary>The modules that shall run do, or never will.</summary>
    public sealed record Settled : RoleInput;

    /// <summary>The answer to <see cref="RoleEffect.Stop"/>.</summary>
    public sealed record Stopped : RoleInput;

    /// <summary>All commands that we answer; the whole list each time.</summary>
    public sealed record CommandsChanged(IReadOnlyList<MonCommand> Commands) : RoleInput;

    public sealed record ModulesChanged(IReadOnlyList<MgrModule> Modules) : RoleInput;

    /// <summary>Where modules answer, by module.</summary>
    public sealed record ServicesChanged(IReadOnlyDictionary<string, string> Services) : RoleInput;

    /// <summary>What <c>mgr metadata</c> shows.</summary>
    public sealed record Described(IReadOnlyDictionary<string, string> Metadata) : RoleInput;

    /// <summary>Whether the monitors take a changed command table at any time; Ceph's take it only when we become available.</summary>
    public sealed record MonitorsKnown(bool TakeTables) : RoleInput;

    /// <summary>Time has passed. Several a second.</summary>
    public sealed record Tick : RoleInput;
}
