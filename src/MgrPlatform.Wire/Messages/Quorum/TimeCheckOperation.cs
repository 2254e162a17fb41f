namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>A step of comparing clocks.</summary>
public enum TimeCheckOperation
{
    Ping = 1,
    Pong = 2,
    Report = 3,
}
