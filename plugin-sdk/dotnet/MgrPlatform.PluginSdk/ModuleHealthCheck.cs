namespace MgrPlatform.PluginSdk;

/// <summary>One health check that the module raises.</summary>
/// <param name="Code">Its name in capitals: <c>HELLO_TOO_LOUD</c>.</param>
/// <param name="Summary">One line for <c>ceph -s</c>.</param>
public sealed record ModuleHealthCheck(string Code, string Summary)
{
    /// <summary>True: the cluster is in HEALTH_ERR, not just in HEALTH_WARN.</summary>
    public bool IsError { get; init; }

    /// <summary>How many things it is about.</summary>
    public long Count { get; init; } = 1;

    /// <summary>One line for each thing.</summary>
    public IReadOnlyList<string> Detail { get; init; } = [];
}
