using System.Collections.Immutable;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>What one input makes of the cluster.</summary>
/// <param name="State">The next state; stored values need not be in it yet.</param>
/// <param name="Stored">What must be on the disk before anybody is told.</param>
/// <param name="Result">The answer, if the input was a command.</param>
internal sealed record ClusterStep(ClusterState State, ImmutableArray<StoredValue> Stored, CommandResult? Result = null)
{
    public ClusterStep(ClusterState state)
        : this(state, [])
    {
    }
}
