namespace MgrPlatform.Manager.Role;

/// <summary>What a manager is to its cluster.</summary>
public enum ManagerRole
{
    /// <summary>Known to the monitors, or about to be; serves nobody.</summary>
    Standby,

    /// <summary>The map names it; it is getting ready.</summary>
    Starting,

    /// <summary>It serves.</summary>
    Active,

    /// <summary>Another one is active, or none: it stops what it has, and stands by again.</summary>
    Stopping,
}
