using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>What an operator did to a pool.</summary>
/// <param name="Created">The pool as it was created; null for one of the recording. Shared: not to be changed.</param>
/// <param name="Fields">Fields that were set since, by their name in the map.</param>
internal sealed record PoolChange(bool Deleted, JsonObject? Created, ImmutableSortedDictionary<string, JsonNode> Fields)
{
    public static readonly PoolChange None = new(false, null, ImmutableSortedDictionary<string, JsonNode>.Empty);

    public PoolChange Set(string field, JsonNode value) => this with { Fields = Fields.SetItem(field, value) };
}
