namespace MgrPlatform.Modules.Commands;

/// <summary>Ceph's marks on a command description.</summary>
[Flags]
public enum CommandFlags
{
    None = 0,

    /// <summary>A monitor answers it itself instead of passing it to the leader.</summary>
    NoForward = 1 << 0,

    /// <summary>Gone; clients do not offer it.</summary>
    Obsolete = 1 << 1,

    /// <summary>Works for those who know it; help does not show it, for there is something better.</summary>
    Deprecated = 1 << 2,

    /// <summary>The manager answers it, not the monitor that describes it.</summary>
    Manager = 1 << 3,

    /// <summary>The official tool repeats it by itself.</summary>
    Poll = 1 << 4,

    /// <summary>Works, but is meant for programs and tests; help does not show it.</summary>
    Hidden = 1 << 5,
}
