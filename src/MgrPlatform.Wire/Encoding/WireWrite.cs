namespace MgrPlatform.Wire.Encoding;

/// <summary>Writes one value.</summary>
public delegate void WireWrite<in T>(WireWriter writer, T value);
