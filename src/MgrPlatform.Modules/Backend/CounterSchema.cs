namespace MgrPlatform.Modules.Backend;

/// <summary>A perf counter's description as the daemon declared it.</summary>
/// <param name="Path">Its full name: <c>osd.op_w</c>.</param>
/// <param name="Type">Bits: 1 time, 2 integer, 4 running average, 8 counter, 16 histogram.</param>
/// <param name="Units">0 bytes, 1 none.</param>
public sealed record CounterSchema(string Path, string Nick, string Description, int Type, int Priority, int Units)
{
    public bool IsAverage => (Type & 4) != 0;
}
