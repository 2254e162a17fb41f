namespace MgrPlatform.Modules.Backend;

/// <summary>Which cluster, and which of its managers, the host runs in.</summary>
/// <param name="ManagerId">The manager's name without its type: <c>x</c>.</param>
/// <param name="CephVersion">As a daemon prints it: <c>ceph version 16.2.15 (…) pacific (stable)</c>.</param>
/// <param name="Release">The release's name in lower case: <c>pacific</c>.</param>
public sealed record ClusterIdentity(string ManagerId, Guid Fsid, string CephVersion, string Release);
