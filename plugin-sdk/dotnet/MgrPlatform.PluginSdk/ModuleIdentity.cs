namespace MgrPlatform.PluginSdk;

/// <summary>Who a module is, and in which cluster.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="PluginPath">The plugin's folder.</param>
/// <param name="DataDirectory">A private directory that outlives the module.</param>
/// <param name="MgrId">The manager's name: <c>x</c>.</param>
/// <param name="Fsid">The cluster's id.</param>
/// <param name="CephVersion">The cluster's version as Ceph prints it.</param>
/// <param name="Release">The release's name: <c>pacific</c>.</param>
public sealed record ModuleIdentity(
    string Module, string PluginPath, string DataDirectory, string MgrId, string Fsid, string CephVersion, string Release);
