using MgrPlatform.Wire.Maps;
using MgrPlatform.Wire.Maps.Fs;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>What a recorded metadata server does.</summary>
internal abstract record MdsEffect
{
    private MdsEffect()
    {
    }

    public sealed record Beacon(ulong Sequence, ulong Epoch, MdsState State, CompatSet Compat) : MdsEffect;

    /// <summary>It has another state in the map.</summary>
    public sealed record Moved(MdsState State) : MdsEffect;

    /// <param name="Restarts">It begins anew, as somebody new: the cluster has taken it out of the map.</param>
    public sealed record Ended(string Reason, bool Restarts) : MdsEffect;
}
