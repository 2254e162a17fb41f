namespace MgrPlatform.PluginSdk;

/// <summary>Who gets a command.</summary>
/// <param name="Type"><c>mon</c>, <c>osd</c>, <c>mds</c> or <c>mgr</c>.</param>
/// <param name="Id">Which of them; empty for the monitors and the manager.</param>
public readonly record struct CephTarget(string Type, string Id = "")
{
    /// <summary>The monitors.</summary>
    public static CephTarget Mon { get; } = new("mon");

    /// <summary>This manager; how modules reach each other's commands.</summary>
    public static CephTarget Mgr { get; } = new("mgr");

    /// <summary>One OSD.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>The target.</returns>
    public static CephTarget Osd(int id) => new("osd", id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>One metadata server.</summary>
    /// <param name="id">Its name.</param>
    /// <returns>The target.</returns>
    public static CephTarget Mds(string id) => new("mds", id);
}
