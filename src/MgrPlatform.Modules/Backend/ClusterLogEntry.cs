namespace MgrPlatform.Modules.Backend;

/// <summary>A line for the cluster log.</summary>
/// <param name="Channel"><c>cluster</c> or <c>audit</c>.</param>
/// <param name="Level"><c>debug</c>, <c>info</c>, <c>sec</c>, <c>warning</c> or <c>error</c>.</param>
public sealed record ClusterLogEntry(string Channel, string Level, string Message);
