namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>What a counter's value is.</summary>
[Flags]
public enum PerfCounterKind : byte
{
    None = 0,

    /// <summary>Nanoseconds.</summary>
    Time = 1,
    Number = 2,

    /// <summary>A sum, and of how many.</summary>
    Average = 4,

    /// <summary>It only grows; without this bit it is a gauge.</summary>
    Counter = 8,

    /// <summary>To a manager it travels as one number, which is zero.</summary>
    Histogram = 16,
}
