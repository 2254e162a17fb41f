namespace MgrPlatform.Wire.Maps.Mgr;

/// <summary>Whom an option is for.</summary>
public enum MgrOptionLevel : byte
{
    Basic = 0,
    Advanced = 1,
    Developer = 2,
}
