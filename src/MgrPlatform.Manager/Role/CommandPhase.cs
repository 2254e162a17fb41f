namespace MgrPlatform.Manager.Role;

/// <summary>Where the command table is on its way to the monitors.</summary>
internal enum CommandPhase
{
    /// <summary>Not yet to be known.</summary>
    Withheld,

    /// <summary>Beacons say available and list it; the map does not say so yet.</summary>
    Offered,

    /// <summary>The map says available: the monitors have it.</summary>
    Published,

    /// <summary>Beacons say not available, so that a changed table can be offered.</summary>
    Withdrawn,
}
