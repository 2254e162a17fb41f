namespace MgrPlatform.Monitor.Services.Mgr;

/// <summary>
/// The modules that managers of a release always run, by the number of the release, and those that a new cluster enables.
/// </summary>
internal static class AlwaysOnModules
{
    private static readonly string[] SinceNautilus =
        ["balancer", "crash", "devicehealth", "orchestrator", "progress", "rbd_support", "status", "volumes"];
    private static readonly string[] SinceOctopus =
        ["balancer", "crash", "devicehealth", "orchestrator", "pg_autoscaler", "progress", "rbd_support", "status", "telemetry", "volumes"];

    public static readonly IReadOnlyList<string> Initial = ["iostat", "nfs", "restful"];

    public static readonly IReadOnlyDictionary<uint, string[]> ByRelease = new SortedDictionary<uint, string[]>
    {
        [14] = SinceNautilus,
        [15] = SinceOctopus,
        [16] = SinceOctopus,
    };

    /// <summary>For the release that this cluster's commands are those of.</summary>
    public static IReadOnlyList<string> Current => SinceOctopus;
}
