namespace MgrPlatform.Wire.Maps.Mgr;

/// <summary>How a command is handled.</summary>
[Flags]
public enum MonCommandFlags : ulong
{
    None = 0,
    NoForward = 1,
    Obsolete = 2,
    Deprecated = 4,

    /// <summary>The active manager answers it.</summary>
    Manager = 8,
    Poll = 16,
    Hidden = 32,
    Tell = 64,
}
