namespace MgrPlatform.Wire.Maps.Health;

/// <summary>How bad a health check is. The worse, the smaller.</summary>
public enum HealthSeverity : byte
{
    Error = 0,
    Warning = 1,
    Ok = 2,
}
