namespace MgrPlatform.PluginSdk;

/// <summary>A counter's value at one moment.</summary>
/// <param name="Time">When it was reported.</param>
/// <param name="Value">The value; of an average the sum.</param>
/// <param name="Count">Of an average how many values were added up; 0 otherwise.</param>
public readonly record struct ModuleCounterSample(DateTimeOffset Time, double Value, ulong Count);
