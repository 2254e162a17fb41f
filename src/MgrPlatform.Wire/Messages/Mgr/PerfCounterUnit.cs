namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>What a counter counts.</summary>
public enum PerfCounterUnit : byte
{
    Bytes = 0,
    None = 1,
}
