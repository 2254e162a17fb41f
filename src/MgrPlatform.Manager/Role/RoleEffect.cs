using System.Collections.Immutable;
using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.Manager.Role;

/// <summary>What a <see cref="RoleMachine"/> wants done.</summary>
public abstract record RoleEffect
{
    private RoleEffect()
    {
    }

    public sealed record Send(MMgrBeacon Beacon) : RoleEffect;

    /// <summary>Listen under a fresh nonce, subscribe, fetch keys, begin to run modules; then <see cref="RoleInput.Started"/>.</summary>
    public sealed record Start : RoleEffect;

    /// <summary>Stop all of that; then <see cref="RoleInput.Stopped"/>.</summary>
    /// <param name="Reason">A sentence for the log.</param>
    public sealed record Stop(string Reason) : RoleEffect;

    /// <summary>The modules that the cluster wants running are others than before.</summary>
    public sealed record RunModules(ImmutableSortedSet<string> Modules) : RoleEffect;

    /// <summary>The monitors have the command table; clients see us.</summary>
    public sealed record Available : RoleEffect;
}
