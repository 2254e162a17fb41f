using System.Text.Json;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>A document as a function of the cluster's state.</summary>
/// <param name="DependsOn">What of the state it is made of: while this is equal, the document is the same.</param>
internal sealed record DocumentDefinition(
    string Name, Func<ClusterState, object> DependsOn, Action<ClusterState, Utf8JsonWriter> Write);
