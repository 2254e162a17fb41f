using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Configuration;

/// <summary>Where the options of one entity come from.</summary>
public sealed record CephConfigurationSource
{
    public const string DefaultCluster = "ceph";

    /// <summary>Whose sections count: <c>[client.admin]</c> before <c>[client]</c> before <c>[global]</c>.</summary>
    public EntityName Name { get; init; } = new(EntityType.Client, "admin");

    public string Cluster { get; init; } = DefaultCluster;

    /// <summary>The file given with <c>-c</c> (several, separated by commas: the first that exists). Null to search as Ceph does.</summary>
    public string? Path { get; init; }

    /// <summary>What was given on the command line; goes before any file. Names in any form.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Reads the environment: <c>CEPH_CONF</c>, <c>CEPH_ARGS</c>, <c>CEPH_KEYRING</c>, <c>HOME</c>. Null for one that is empty.
    /// </summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;

    public static CephConfigurationSource FromEnvironment(EntityName name) =>
        new() { Name = name, Environment = System.Environment.GetEnvironmentVariable };
}
