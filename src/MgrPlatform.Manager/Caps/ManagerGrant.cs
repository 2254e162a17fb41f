using System.Collections.Frozen;

namespace MgrPlatform.Manager.Caps;

/// <summary>One <c>allow …</c> of a key's mgr caps.</summary>
internal sealed record ManagerGrant
{
    public bool AllowsAll { get; init; }

    /// <summary>Of <c>rwx</c>; empty in a grant for one command.</summary>
    public string Permission { get; init; } = "";

    /// <summary>Ceph's word for the owner of a command (<c>mgr</c>, <c>osd</c> …); empty for any.</summary>
    public string Service { get; init; } = "";

    /// <summary>A module; empty for any.</summary>
    public string Module { get; init; } = "";

    /// <summary>A command's prefix; empty for any.</summary>
    public string Command { get; init; } = "";

    public FrozenDictionary<string, ArgumentRule> Arguments { get; init; } = FrozenDictionary<string, ArgumentRule>.Empty;

    public NetworkRange? Network { get; init; }

    public bool Allows(CommandClaim claim)
    {
        if (Network is { } network && (claim.Address is null || !network.Contains(claim.Address)))
        {
            return false;
        }

        if (AllowsAll)
        {
            return true;
        }

        var isMine = (Service.Length == 0 || Service == claim.Service)
            && (Module.Length == 0 || Module == claim.Module)
            && (Command.Length == 0 || Command == claim.Prefix)
            && Arguments.All(rule => claim.Arguments.TryGetValue(rule.Key, out var value) && rule.Value.Matches(value));
        return isMine && (Command.Length > 0 || (claim.Needs.Length > 0 && claim.Needs.All(Permission.Contains)));
    }
}
