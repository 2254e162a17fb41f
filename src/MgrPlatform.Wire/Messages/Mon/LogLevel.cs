namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>How much a line of the cluster log matters.</summary>
public enum LogLevel : ushort
{
    Debug = 0,
    Information = 1,
    Security = 2,
    Warning = 3,
    Error = 4,
}
